/** The names of the commands. */
export const COMMANDS = {
  showStacks: 'dstack:show-stacks',
  openStack: 'dstack:open-stack'
} as const;
