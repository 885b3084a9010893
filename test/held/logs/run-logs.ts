import type { HeldLog } from './contract.ts';

/** Containers that failed here: of what they do and are given. */
export const RUN_LOGS: readonly HeldLog[] = [
  {
    file: 'packages-in-foreign-folder.log',
    when: 'run',
    cause: "packages were installed for /usr/local's Python and Debian's python3 does not look in its site-packages",
    evidence: ['flask', 'site-packages'],
    cure: 'ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages',
    recorded: 'here',
  },
  {
    file: 'script-with-foreign-shebang.log',
    when: 'run',
    cause: "the script's shebang names an interpreter that is not in this image",
    evidence: ['/usr/local/bin/gunicorn'],
    cure: 'Start it by the interpreter that is there: /usr/bin/python3 -m gunicorn.',
    recorded: 'here',
  },
];
