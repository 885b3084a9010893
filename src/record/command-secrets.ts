import { GAP, maskWord, NEXT_MEMBER, QUOTED, WORD } from './mask-word.ts';

/** A command that takes a secret in an option whose letter means something else to others. */
interface Command {
  readonly name: RegExp;
  readonly options: readonly RegExp[];
  /** The secret stands behind a user: `bob:hunter2`. */
  readonly hasUser: boolean;
}

const LEFT = '(?<![A-Za-z0-9_-])';
/** The letters with the value behind them or attached, and as two members of a list. */
const options = (letters: string): readonly RegExp[] => [
  new RegExp(`${LEFT}(${letters}(?:${GAP}|=|))(${WORD})`, 'g'),
  new RegExp(`${LEFT}(${letters}(?:${NEXT_MEMBER}))(${QUOTED})`, 'g'),
];

const COMMANDS: readonly Command[] = [
  { name: /curl$/, options: options('(?:-[A-Za-z]{0,8}[uU]|--(?:proxy-)?user)'), hasUser: true },
  { name: /login$|sshpass$/, options: options('-p'), hasUser: false },
  // Behind a space stands the name of a database, and the password is asked for.
  { name: /^m/, options: [new RegExp(`${LEFT}(-p)(${WORD})`, 'g')], hasUser: false },
  { name: /^chpasswd$/, options: [new RegExp(String.raw`(<<<[ \t]{0,4})(${WORD})`, 'g')], hasUser: true },
];

/** A command and its arguments up to where the next one begins. What stands as an option's argument is none: `install -o mysql`. */
const WITH_ARGUMENTS =
  /(?<![\w.-])(?<!\s-[gou]\s{1,4})(curl|(?:docker|podman|nerdctl|buildah|skopeo|oras|az|oc|helm registry|crane auth) login|sshpass|(?:mysql|mariadb)(?:-?dump|-?admin)?|chpasswd)((?![\w.-])(?:[^\n|;&\\]|\\(?:\r\n|[\s\S])|&(?!&)){0,4096})/g;

/** What is written for another command to read: `echo root:hunter2 | chpasswd`. */
const PIPED = new RegExp(
  String.raw`\b((?:echo|printf)(?:\s{1,4}-[A-Za-z]{1,4})?\s{1,4})(${WORD})(?=\s{0,4}\|\s{0,4}(?:sudo\s{1,4})?(?:/usr)?(?:/sbin/)?chpasswd\b)`,
  'g',
);
const SPACE = String.raw`(?:\s|\\[nt]){1,8}`;
/** A line of `.netrc`. */
const NETRC = new RegExp(
  String.raw`\b((?:machine${SPACE}[^\s\\]{1,256}|default)${SPACE}login${SPACE}[^\s\\]{1,256}${SPACE}password${SPACE})([^\s"'\\]{1,256})`,
  'g',
);

/** Hides what a command is given without a name that says so. Linear in the text. */
export function hideInCommands(text: string): string {
  return text
    .replace(WITH_ARGUMENTS, (all, name: string, words: string) => {
      const command = COMMANDS.find((one) => one.name.test(name));
      if (command === undefined) return all;
      const hide = (whole: string, sign: string, word: string) => {
        const hidden = command.hasUser ? hideBehindUser(word) : maskWord(word);
        return hidden === undefined ? whole : `${sign}${hidden}`;
      };
      return `${name}${command.options.reduce((clean, option) => clean.replace(option, hide), words)}`;
    })
    .replace(PIPED, (_all, sign: string, word: string) => `${sign}${hideBehindUser(word) ?? word}`)
    .replace(NETRC, (_all, sign: string, word: string) => `${sign}${maskWord(word) ?? word}`);
}

/** A reference has colons of its own: `${USER:-bob}:hunter2`. */
const USER = /^(?:["']|\\")?(?:[^\s:"'$]|\$\{[^}\s]{0,80}\}|\$(?!\{)){1,128}:/;

function hideBehindUser(word: string): string | undefined {
  const user = USER.exec(word)?.[0];
  if (user === undefined) return undefined;
  const quote = /^(?:["']|\\")/.exec(user)?.[0] ?? '';
  const hidden = maskWord(`${quote}${word.slice(user.length)}`);
  return hidden === undefined ? undefined : `${user}${hidden.slice(quote.length)}`;
}
