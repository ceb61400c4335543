/** The names of the commands. */
export const COMMANDS = {
  showStacks: 'dstack:show-stacks',
  openStack: 'dstack:open-stack',
  newDashboard: 'dstack:new-dashboard',
  openDashboard: 'dstack:open-dashboard',
  openAsNotebook: 'dstack:open-dashboard-as-notebook',
  pushFile: 'dstack:push-file',
  pushNotebook: 'dstack:push-notebook'
} as const;

const TEXT = 'string' as const;

/** What a command takes that takes nothing. */
export const NOTHING = { type: 'object', properties: {} } as const;

/** What the command that opens a stack takes. */
export const STACK = {
  type: 'object',
  properties: {
    user: { type: TEXT, description: 'The owner of the stack.' },
    name: { type: TEXT, description: 'Its name.' },
    search: {
      type: TEXT,
      description: 'Which frame, and what is chosen: "?frame=3&country=FR".'
    },
    profile: {
      type: TEXT,
      description:
        'The profile of config.yaml whose server has it; without one it is in the store of this computer.'
    }
  },
  required: ['user', 'name']
} as const;

/** What a command takes that is about a dashboard in the store of this computer. */
export const OWN_DASHBOARD = {
  type: 'object',
  properties: {
    user: { type: TEXT, description: 'The owner of the dashboard.' },
    name: { type: TEXT, description: 'Its name.' }
  },
  required: ['user', 'name']
} as const;

/** What the command that opens a dashboard takes. */
export const DASHBOARD = {
  ...OWN_DASHBOARD,
  properties: {
    ...OWN_DASHBOARD.properties,
    profile: STACK.properties.profile
  }
} as const;

/** What the command that makes a dashboard takes. */
export const NEW_DASHBOARD = {
  type: 'object',
  properties: {
    stacks: {
      type: 'array',
      items: { type: TEXT },
      description: 'The stacks that are chosen at first, each as user/name.'
    },
    profile: {
      type: TEXT,
      description:
        'The profile of config.yaml whose server is to have it; without one it is in the store of this computer.'
    }
  }
} as const;

/** What the command that pushes a file takes. */
export const FILE = {
  type: 'object',
  properties: {
    path: {
      type: TEXT,
      description:
        'The path of a file or folder in the contents of the server; without it, those that are selected.'
    }
  }
} as const;
