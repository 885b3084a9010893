import { message } from '../model/message.ts';
import type { Symptom } from './contract.ts';

export const GO_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'go-sum-entry-missing',
    shows: 'build',
    examples: [
      'main.go:4:2: missing go.sum entry for module providing package github.com/google/uuid; to add:',
      'go: github.com/google/uuid@v1.6.0: missing go.sum entry for go.mod file; to add it:',
    ],
    signatures: [
      {
        pattern: /(?:^|: )missing go\.sum entry(?: for module providing package ([\w./~-]{1,200}))?/,
        read: ([module = ''], line) => ({
          message: message('log-go-sum-missing', {
            module: module === '' ? (/(?<![\w./~-])([\w./~-]{1,200})@/.exec(line)?.[1] ?? '') : module,
          }),
          cure: message('cure-go-sum', {}),
        }),
      },
    ],
    words: {
      en: ['missing go.sum entry', 'go.sum', 'go mod tidy', 'go.sum not copied'],
      ko: ['go.sum 항목 없음', 'go.sum 누락', 'go mod tidy'],
    },
  },
  {
    id: 'go-module-not-found',
    shows: 'build',
    examples: [
      'go: cannot find main module, but found .git/config in /src',
      "go: go.mod file not found in current directory or any parent directory; see 'go help modules'",
      'main.go:4:2: no required module provides package github.com/google/uuid; to add it:',
    ],
    signatures: [
      {
        pattern:
          /^pattern \S{1,100}: directory prefix \S{1,100} does not contain main module|^go: (?:cannot find main module|go\.mod file not found)|no required module provides package \S{1,200}: go\.mod file not found/,
        read: () => ({ message: message('log-go-mod-missing', {}), cure: message('cure-go-mod', {}) }),
      },
      {
        pattern: /no required module provides package ([\w./~-]{1,200}); to add it:/,
        read: ([module = '']) => ({
          message: message('log-go-module-missing', { module }),
          cure: message('cure-go-get', { module }),
        }),
      },
      {
        pattern: /^go: inconsistent vendoring in /,
        read: () => ({ message: message('log-go-vendoring', {}), cure: message('cure-go-vendor', {}) }),
      },
    ],
    words: {
      en: [
        'go cannot find main module',
        'go.mod file not found',
        'no required module provides package',
        'inconsistent vendoring',
      ],
      ko: ['go.mod 없음', 'go 모듈을 찾을 수 없음', 'main module 없음'],
    },
  },
  {
    id: 'go-version-too-old',
    shows: 'build',
    examples: [
      'go: go.mod requires go >= 1.23 (running go 1.21.5; GOTOOLCHAIN=local)',
      "go: errors parsing go.mod:\ninvalid go version '1.22.1': must match format 1.23",
    ],
    signatures: [
      {
        pattern: /^go: .{0,200}\brequires go >= ([\d.]{1,12}(?:rc\d{1,2})?) \(running go/,
        read: ([version = '']) => ({
          message: message('log-go-too-old', { version }),
          cure: message('cure-newer-go', { version }),
        }),
      },
      {
        pattern: /invalid go version '([\d.]{1,12})': must match format/,
        read: ([version = '']) => ({
          message: message('log-go-too-old', { version }),
          cure: message('cure-newer-go', { version }),
        }),
      },
      {
        pattern: /^note: module requires Go ([\d.]{1,12})/,
        read: ([version = '']) => ({
          message: message('log-go-too-old', { version }),
          cure: message('cure-newer-go', { version }),
        }),
      },
      {
        pattern: /^go: download go([\d.]{1,12}) for \S{1,40}: toolchain not available/,
        read: ([version = '']) => ({
          message: message('log-go-too-old', { version }),
          cure: message('cure-newer-go', { version }),
        }),
      },
    ],
    words: {
      en: ['go.mod requires go', 'go version too old', 'invalid go version', 'GOTOOLCHAIN', 'toolchain not available'],
      ko: ['go 버전이 낮음', 'go.mod requires go', 'go 버전 오류'],
    },
  },
  {
    id: 'cgo-switched-off',
    shows: 'run',
    goesOn: true,
    examples: ["Binary was compiled with 'CGO_ENABLED=0', go-sqlite3 requires cgo to work. This is a stub"],
    signatures: [
      {
        pattern: /Binary was compiled with 'CGO_ENABLED=0', (go-sqlite3) requires cgo to work/,
        read: ([module = '']) => ({ message: message('log-cgo-off', { module }), cure: message('cure-cgo', {}) }),
      },
    ],
    words: {
      en: ['CGO_ENABLED=0 sqlite', 'go-sqlite3 requires cgo'],
      ko: ['go-sqlite3 cgo 필요', 'CGO_ENABLED=0 sqlite'],
    },
  },
];
