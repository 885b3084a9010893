export {};

declare module '../model/message.ts' {
  interface Messages {
    /** How an answer differs from the baseline's. */
    'status-changed': { probe: string; was: number; is: number };
    'body-empty': { probe: string; wasBytes: number };
    'body-changed': { probe: string };
    'media-type-changed': { probe: string; was: string; is: string };
    'redirect-changed': { probe: string; was: string; is: string };
    'json-path-missing': { probe: string; path: string };
    'json-path-added': { probe: string; path: string };
    'json-type-changed': { probe: string; path: string; was: string; is: string };
    'json-length-changed': { probe: string; path: string; was: number; is: number };
    'value-changed': { probe: string; path: string };
    /** Of a probe set aside because it varied. */
    'outcome-not-seen': { probe: string; seen: string; is: string };
    'exit-code-changed': { probe: string; was: number; is: number };
    'still-running': { probe: string; withinMs: number };
    /** Why there is no answer. */
    died: { exitCode: number; afterMs: number };
    'oom-killed': { limitBytes: number | undefined };
    'not-ready': { withinMs: number };
    'connection-refused': { probe: string };
    'no-answer-in-time': { probe: string; ms: number };
    'not-http': { probe: string };
    'exec-failed': { probe: string; exitCode: number };
    /** Why a probe is set aside on the baseline. */
    'answered-error': { probe: string; status: number };
    'answers-vary': { probe: string; seen: string };
    'user-test-failed': { exitCode: number };
    /** About the set as a whole. */
    'no-green-probe': { probes: number };
    'only-weak-probes': { probes: number };
    'service-not-ready': { service: string; withinMs: number };
    /** What a log says. */
    'log-python-module-missing': { module: string };
    'log-node-module-missing': { module: string };
    'log-library-missing': { library: string };
    'log-loader-missing': { path: string };
    'log-glibc-too-old': { version: string };
    'log-musl-symbol-missing': { symbol: string };
    'log-wrong-architecture': { path: string };
    'log-ca-missing': Record<string, never>;
    'log-zone-data-missing': { zone: string };
    'log-permission-denied': { path: string };
    'log-read-only': { path: string };
    'log-port-in-use': { port: string };
    'log-port-privileged': { port: string };
    'log-externally-managed': Record<string, never>;
    'log-no-matching-distribution': { requirement: string };
    'log-disk-full': Record<string, never>;
    'log-shell-missing': { shell: string };
    'log-command-missing': { command: string };
    'log-file-missing': { path: string };
    'log-pg-config-missing': Record<string, never>;
    'log-compiler-missing': { command: string };
    'log-header-missing': { header: string };
    'log-no-home': { path: string };
    'log-not-json': { type: string };
    'log-segfault': Record<string, never>;
    'log-illegal-instruction': Record<string, never>;
    'log-out-of-memory': Record<string, never>;
    'log-exception': { exception: string };
    /** What to do about it. */
    'cure-copy-packages': { module: string };
    'cure-install-library': { library: string; apt: string; apk: string };
    'cure-find-library': { library: string };
    'cure-headless-opencv': { library: string };
    'cure-static-or-loader': { path: string };
    'cure-same-glibc': { version: string };
    'cure-glibc-base': Record<string, never>;
    'cure-build-for-platform': Record<string, never>;
    'cure-copy-ca': Record<string, never>;
    'cure-copy-zone-data': Record<string, never>;
    'cure-own-path': { path: string };
    'cure-writable-path': { path: string };
    'cure-other-port': Record<string, never>;
    'cure-unprivileged-port': Record<string, never>;
    'cure-venv': Record<string, never>;
    'cure-other-base-or-version': { requirement: string };
    'cure-free-disk': Record<string, never>;
    'cure-exec-form': Record<string, never>;
    'cure-dev-dependencies-to-build': { command: string };
    'cure-copy-file': { path: string };
    'cure-pg-packages': Record<string, never>;
    'cure-build-stage-compiler': { command: string };
    'cure-install-headers': { header: string };
    'cure-home': Record<string, never>;
    'cure-plain-value': { type: string };
    'cure-more-memory': Record<string, never>;
    'cure-older-cpu-build': Record<string, never>;
  }
}
