/** What a shell does itself, in any of those that are read. */
export const SHELL_BUILTINS: ReadonlySet<string> = new Set(
  (
    '. : [ [[ (( alias autoload bg bind break builtin caller case cd chdir command compgen complete compopt continue coproc declare dirs ' +
    'disown do echo emulate enable eval exec exit export false fc fg float for function functions getopts hash help history if ' +
    'integer jobs kill let local logout mapfile popd print printf pushd pwd read readarray readonly rehash return select set ' +
    'setopt shift shopt source suspend test time times trap true type typeset ulimit umask unalias unfunction unset unsetopt ' +
    'until wait whence where which while zmodload'
  ).split(' '),
);

/** Ends by itself and leaves programs and their folders as they are: what stands behind it runs, and finds what the image has. */
const QUIET: ReadonlySet<string> = new Set(
  (
    'awk basename cat chgrp chmod chown cut date df dirname du env envsubst expr getent grep egrep fgrep head hostname id ls mkdir ' +
    'mktemp nproc ps readlink realpath rm rmdir sed seq sleep sort stat stty sync tr touch tty uname uniq wc whoami nc ncat ' +
    'nslookup pg_isready redis-cli mysqladmin ' +
    ': [ [[ (( break cd chdir command continue declare echo export false getopts hash jobs kill let local printf pwd read ' +
    'readonly return set shift shopt test times trap true type typeset ulimit umask unset whence which exit exec'
  ).split(' '),
);

/** Words by which a program is told to do one thing and end. */
const BRIEF_WORD =
  /^(?:migrate|db:migrate|collectstatic|upgrade|compilemessages|check|createsuperuser|loaddata|--version|-version)$/;

/** Whether it ends by itself, and no program comes or goes by it. */
export function isQuiet(name: string, args: readonly (string | undefined)[]): boolean {
  return QUIET.has(name) || args.slice(0, 4).some((word) => word !== undefined && BRIEF_WORD.test(word));
}

/** Fails only where something is wrong: what `&&` joins to it is meant to run. */
const EXPECTED: ReadonlySet<string> = new Set(
  ': true cd chdir mkdir export readonly set echo printf chmod chown chgrp sleep umask ulimit rm touch date unset exec'.split(
    ' ',
  ),
);

export function isExpectedToSucceed(name: string, args: readonly (string | undefined)[]): boolean {
  return EXPECTED.has(name) || (!QUIET.has(name) && isQuiet(name, args));
}
