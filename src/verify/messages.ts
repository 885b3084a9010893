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
    /** The same of what was asked in another protocol. */
    'speaks-otherwise': { probe: string; speaks: 'WebSocket' | 'gRPC' };
    'upgrade-refused': { probe: string; status: number };
    /** `is` may be empty: it chose none. */
    'subprotocol-refused': { probe: string; is: string };
    'grpc-not-serving': { probe: string; is: string };
    /** What its user demands. */
    'exit-code-wanted': { probe: string; wanted: number; is: number };
    'does-not-end': { probe: string; withinMs: number };
    'text-wanted': { probe: string; text: string };
    /** Values as JSON; `is` undefined = there is nothing. */
    'json-wanted': { probe: string; path: string; wanted: string; is: string | undefined };
    /** What is worse than on the other image and no fault; medians. */
    'starts-slower': { ms: number; wasMs: number };
    'needs-more-memory': { bytes: number; wasBytes: number };
    'exec-failed': { probe: string; exitCode: number };
    /** Why a probe is set aside on the baseline. */
    'answered-error': { probe: string; status: number };
    'answers-vary': { probe: string; seen: string };
    'user-test-failed': { exitCode: number };
    /** About the set as a whole. */
    'no-green-probe': { probes: number };
    'only-weak-probes': { probes: number };
    'service-not-ready': { service: string; withinMs: number };
    /** Asked to end, it was still there when its time was over. */
    'stop-ignored': { seconds: number };
    'cure-hear-stop': Record<string, never>;
  }
}
