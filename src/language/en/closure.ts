import type { Catalogue } from '../contract.ts';

export const closureSentences = {
  'closure-no-command': () => 'neither ENTRYPOINT nor CMD says what to start',
  'closure-entry-missing': (a, w) =>
    a.searched.length === 0
      ? `${a.program}, which is started first, is not in the image`
      : `${a.program}, which is started first, is in none of ${w.list(a.searched)}`,
  'closure-shell-missing': (a) => `the start command needs ${a.shell}, which is not in the image`,
  'closure-entry-not-executable': (a) => `${a.path} is not executable`,
  'closure-entry-not-a-program': (a) => `${a.path} is neither a program nor a script (exec format error)`,
  'closure-command-missing': (a) => `the command ${a.program} is not in the image`,
  'closure-script-missing': (a) => `${a.script}, which ${a.interpreter} is to run, is not in the image`,
  'closure-loader-missing': (a) => `the program loader ${a.loader} of ${a.path} is not in the image`,
  'closure-library-missing': (a) => `${a.library} is missing (needed by ${a.neededBy})`,
  'closure-architecture-mismatch': (a) => `${a.path} is for ${a.machine}, the image is ${a.expected}`,
  'closure-shebang-missing': (a) => `${a.interpreter}, which runs ${a.path}, is not in the image`,
  'closure-shebang-carriage-return': (a) =>
    `the first line of ${a.path} ends with a carriage return, so ${a.interpreter} is not found`,
  'closure-script-carriage-return': (a) =>
    `line ${a.line} of ${a.script} ends with a carriage return, which the shell takes for a part of the word`,
  'closure-user-unknown': (a) => `the user ${a.user} is not in /etc/passwd`,
  'closure-group-unknown': (a) => `the group ${a.group} is not in /etc/group`,
  'closure-user-may-not-run': (a) => `the user ${a.user} may not run ${a.path} (stopped at ${a.blockedAt})`,
  'closure-user-may-not-read': (a) => `the user ${a.user} may not read ${a.path} (stopped at ${a.blockedAt})`,
  'closure-healthcheck-tool-missing': (a) => `HEALTHCHECK runs ${a.tool}, which is not in the image`,
  'closure-no-tmp': () => 'there is no /tmp to write to',
  'closure-no-folder-to-unpack': (a) =>
    `${a.path} unpacks itself before it starts, and there is no temporary folder for that`,
  'closure-cure-make-tmp': () =>
    'bring a /tmp that everybody may write to (mode 1777), or mount one (--tmpfs /tmp:exec)',
} satisfies Partial<Catalogue>;
