/** A param as it travels: what JSON has no type for is named. */
export type ParamValue =
  string | number | boolean | { $date: string } | { $datetime: string };

export type Params = Record<string, ParamValue>;

/** What someone wants to pull. */
export interface IPull {
  user: string;
  name: string;
  /** Who pulls it; empty for one who is not signed in. */
  me: string;
  /** A number or a tag; nothing is the head. */
  frame?: number | string | null;
  /** Which of the attachments. */
  wanted?: Params;
  /** The entry of `config.yaml`; nothing is the default one. */
  profile?: string | null;
}

/** The stack as its name is written in a call, with the tag where one is wanted. */
export function pathOf({ user, name, me, frame }: IPull): string {
  const path = user === me ? name : `/${user}/${name}`;
  return typeof frame === 'string' ? `${path}@${frame}` : path;
}

/** What stands beside the name of the stack and is no param. */
export function optionsOf(pull: IPull): [string, string | number][] {
  const { frame, profile } = pull;
  const options: [string, string | number][] = [];
  if (typeof frame === 'number') {
    options.push(['frame', frame]);
  }
  if (profile) {
    options.push(['profile', profile]);
  }
  return options;
}

/** A name for what is pulled: the last part of the stack's name, as far as a language takes it. */
export function variableOf(
  name: string,
  reserved: ReadonlySet<string>
): string {
  const last = name.split('/').at(-1) ?? name;
  const plain = last.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^_+|_+$/g, '');
  const isName = /^[A-Za-z]/.test(plain) && !reserved.has(plain);
  return isName ? plain : `stack_${plain}`.replace(/_$/, '');
}

/** A call on one line, or on several where one would be long. */
export function callOf(
  called: string,
  args: readonly string[],
  indent: string
): string {
  const line = `${called}(${args.join(', ')})`;
  return line.length <= LONGEST
    ? line
    : `${called}(\n${indent}${args.join(`,\n${indent}`)}\n)`;
}

const LONGEST = 88;
