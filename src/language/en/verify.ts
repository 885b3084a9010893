import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

export const verifySentences = {
  'status-changed': (a) => `${a.probe}: answered ${a.was} before, answers ${a.is} now`,
  'body-empty': (a, w) => `${a.probe}: the answer is empty now (${w.bytes(a.wasBytes)} before)`,
  'body-changed': (a) => `${a.probe}: the answer is another one`,
  'media-type-changed': (a) => `${a.probe}: the answer was ${a.was}, is ${a.is} now`,
  'redirect-changed': (a) => `${a.probe}: redirected to ${a.was} before, to ${a.is} now`,
  'json-path-missing': (a) => `${a.probe}: ${a.path} is gone from the answer`,
  'json-path-added': (a) => `${a.probe}: ${a.path} is new in the answer`,
  'json-type-changed': (a) => `${a.probe}: ${a.path} was of type ${a.was}, is ${a.is} now`,
  'json-length-changed': (a) => `${a.probe}: ${a.path} had ${pluralize(a.was, 'item')}, has ${a.is} now`,
  'value-changed': (a) => `${a.probe}: ${a.path} has another value`,
  'outcome-not-seen': (a) => `${a.probe}: ${a.is} now, which the image as found never gave (${a.seen})`,
  'exit-code-changed': (a) => `${a.probe}: exited ${a.was} before, exits ${a.is} now`,
  'still-running': (a, w) => `${a.probe}: still running after ${w.duration(a.withinMs)}, ended by then before`,
  died: (a, w) => `the container died after ${w.duration(a.afterMs)} with exit code ${a.exitCode}`,
  'oom-killed': (a, w) =>
    a.limitBytes === undefined
      ? 'the kernel killed it for want of memory'
      : `it was killed for going over ${w.bytes(a.limitBytes)} of memory`,
  'not-ready': (a, w) => `it was not ready within ${w.duration(a.withinMs)}`,
  'connection-refused': (a) => `${a.probe}: nothing listens there`,
  'no-answer-in-time': (a, w) => `${a.probe}: no answer within ${w.duration(a.ms)}`,
  'not-http': (a) => `${a.probe}: what answers there does not speak HTTP`,
  'speaks-otherwise': (a) => `${a.probe}: what answers there does not speak ${a.speaks}`,
  'upgrade-refused': (a) => `${a.probe}: answered ${a.status}, not with a switch to WebSocket`,
  'subprotocol-refused': (a) =>
    a.is === '' ? `${a.probe}: chose no subprotocol` : `${a.probe}: chose another subprotocol (${a.is})`,
  'grpc-not-serving': (a) => `${a.probe}: gRPC health is ${a.is}, not SERVING`,
  'exit-code-wanted': (a) => `${a.probe}: exits ${a.is}, ${a.wanted} is demanded`,
  'does-not-end': (a, w) => `${a.probe}: still running after ${w.duration(a.withinMs)}`,
  'text-wanted': (a) => `${a.probe}: "${a.text}" is demanded, and is not in the answer`,
  'json-wanted': (a) =>
    `${a.probe}: ${a.path} is to be ${a.wanted}, ${a.is === undefined ? 'and is not there' : `is ${a.is}`}`,
  'starts-slower': (a, w) =>
    `it takes longer to answer after its start: ${w.duration(a.ms)}, ${w.duration(a.wasMs)} before`,
  'needs-more-memory': (a, w) => `it takes more memory: ${w.bytes(a.bytes)}, ${w.bytes(a.wasBytes)} before`,
  'exec-failed': (a) => `${a.probe}: the command failed with exit code ${a.exitCode}`,
  'answered-error': (a) => `${a.probe} answers ${a.status}`,
  'answers-vary': (a) => `${a.probe}: the image as found does not answer the same twice (${a.seen})`,
  'user-test-failed': (a) => `your test command failed with exit code ${a.exitCode}`,
  'no-green-probe': (a) => `none of the ${pluralize(a.probes, 'probe')} is green, so nothing can be proven`,
  'only-weak-probes': () =>
    'the probes only show that it starts, not that it answers rightly; add one under "probes" in plimsoll.yaml',
  'service-not-ready': (a, w) => `the service ${a.service} was not ready within ${w.duration(a.withinMs)}`,
  'stop-ignored': (a, w) =>
    `it does not end when it is asked to (SIGTERM): killed after ${w.duration(a.seconds * 1000)}`,
  'cure-hear-stop': () =>
    'start it in exec form (a JSON array, or exec in the script), with an init such as tini, or handle SIGTERM in it',
} satisfies Partial<Catalogue>;
