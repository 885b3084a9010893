import type { HeldLog } from './contract.ts';

/** Containers that failed here: of what they are made of. */
export const START_LOGS: readonly HeldLog[] = [
  {
    file: 'go-without-roots.log',
    when: 'run',
    cause: 'scratch has no CA certificates',
    evidence: ['ca-certificates'],
    cure: 'COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/',
    recorded: 'here',
  },
  {
    file: 'start-in-shell-form.log',
    when: 'run',
    cause: 'CMD in shell form needs /bin/sh, which scratch does not have',
    evidence: ['/bin/sh'],
    cure: 'Write CMD in exec form: CMD ["/app"].',
    recorded: 'here',
  },
];
