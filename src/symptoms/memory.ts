import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

const OUT: Told = { message: message('log-out-of-memory', {}), cure: message('cure-more-memory', {}) };
const FULL: Told = { message: message('log-disk-full', {}), cure: message('cure-free-disk', {}) };

/** As the kernel, and who passes on its words, say it; file watchers are no disk. */
export const NO_SPACE = /\bno space left on device|ENOSPC(?!: System limit)|\bdisk quota exceeded/i;

export const MEMORY_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'out-of-memory',
    shows: 'either',
    goesOn: true,
    examples: [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      '    Reason:       OOMKilled',
      'java.lang.OutOfMemoryError: Java heap space',
      'fatal error: runtime: out of memory',
      'MemoryError',
    ],
    signatures: [
      {
        pattern:
          /^(?:MemoryError(?:$|: )|numpy\.\S{0,60}_ArrayMemoryError: |(?:fatal error: )?runtime: out of memory|<--- JS stacktrace|(?:FATAL ERROR: )?[^\n]{0,100}JavaScript heap out of memory|(?:Exception in thread .{1,100} |Caused by: )?java\.lang\.OutOfMemoryError|terminate called after throwing an instance of 'std::bad_alloc')/,
        read: (_, line) => {
          if (line.startsWith('<---')) return undefined;
          return line.includes('JavaScript heap') ? { ...OUT, cure: message('cure-node-heap', {}) } : OUT;
        },
      },
      {
        pattern:
          /^(?:Reason: {1,12}|.{0,40}\b)OOMKilled$|"OOMKilled": ?true|\bOOMKilled(?: {1,20}\d| +\()|^(?:Memory cgroup o|O)ut of memory: Killed process |fatal error: Killed signal terminated program/,
        read: () => OUT,
      },
    ],
    words: {
      en: ['out of memory', 'OOMKilled', 'heap out of memory', 'memory limit', 'killed exit 137'],
      ko: ['메모리 부족', 'OOMKilled', '힙 메모리 부족', '메모리 초과로 종료'],
    },
  },
  {
    id: 'killed',
    shows: 'either',
    isConsequence: true,
    goesOn: true,
    examples: [
      'ERROR: failed to solve: process "/bin/sh -c npm run build" did not complete successfully: exit code: 137',
      'web-1 exited with code 137',
    ],
    signatures: [
      {
        pattern:
          /exited with code 137\b|did not complete successfully: exit code: 137\b|returned a non-zero code: 137\b|^ {0,8}Exit Code: {1,8}137$|^Killed$/,
        read: () => ({ message: message('log-killed', {}), cure: message('cure-more-memory', {}) }),
      },
    ],
    words: { en: ['exit code 137', 'killed', 'SIGKILL'], ko: ['종료 코드 137', '강제 종료됨', 'Killed'] },
  },
  {
    id: 'disk-full',
    shows: 'either',
    goesOn: true,
    examples: [
      'write /var/lib/x: no space left on device',
      'OSError: [Errno 28] No space left on device',
      "E: You don't have enough free space in /var/cache/apt/archives/.",
    ],
    signatures: [
      {
        pattern: /(?:^|[:\]] )no space left on device|ENOSPC: no space left|\bdisk quota exceeded$/i,
        read: () => FULL,
      },
      { pattern: /^E: You don't have enough free space in \//, read: () => FULL },
    ],
    words: {
      en: ['no space left on device', 'disk full', 'ENOSPC', 'docker disk full'],
      ko: ['디스크 공간 부족', '디스크 가득 참', '용량 부족', 'no space left'],
    },
  },
];
