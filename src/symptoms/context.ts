import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

function missingSource(path: string): Told {
  return { message: message('log-copy-source-missing', { path }), cure: message('cure-copy-source', { path }) };
}

export const CONTEXT_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'copy-source-missing',
    shows: 'build',
    examples: [
      'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref abc::def: "/requirements.txt": not found',
      'COPY failed: file not found in build context or excluded by .dockerignore: stat app.py: file does not exist',
      'Error: building at STEP "COPY app.py .": checking on sources under "/ctx": copier: stat: "/app.py": no such file or directory',
    ],
    signatures: [
      {
        pattern: /failed to (?:compute cache key|calculate checksum).{0,300}: "(\/[^"]{0,300})": not found/,
        read: ([path = '']) => missingSource(path),
      },
      {
        pattern:
          /^(?:COPY|ADD) failed: (?:file not found in build context or excluded by \.dockerignore: |.{0,200})stat ([^\s:]{1,300}): (?:file does not exist|no such file)/,
        read: ([path = '']) => missingSource(path),
      },
      {
        pattern: /copier: stat: "(\/[^"]{1,300})": no such file or directory/,
        read: ([path = '']) => missingSource(path),
      },
      { pattern: /^(?:COPY|ADD) failed: no source files were specified/, read: () => missingSource('') },
      {
        pattern: /^(?:COPY|ADD) failed: forbidden path outside the build context: (\S{1,300})/,
        read: ([path = '']) => missingSource(path),
      },
    ],
    related: { rules: ['source-outside-context'] },
    words: {
      en: [
        'COPY failed',
        'failed to compute cache key not found',
        'excluded by .dockerignore',
        'file not found in build context',
        'COPY file missing',
      ],
      ko: ['COPY 실패', '빌드 컨텍스트에 파일 없음', '.dockerignore로 제외됨', 'COPY 파일 없음'],
    },
  },
  {
    id: 'dockerfile-not-found',
    shows: 'build',
    examples: ['ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory'],
    signatures: [
      {
        pattern: /failed to read dockerfile: open ([^\s:]{1,300}): no such file or directory/,
        read: ([path = '']) => ({
          message: message('log-dockerfile-missing', { path }),
          cure: message('cure-name-dockerfile', {}),
        }),
      },
    ],
    words: {
      en: ['failed to read dockerfile', 'Dockerfile not found'],
      ko: ['Dockerfile 없음', 'Dockerfile을 찾을 수 없음'],
    },
  },
  {
    id: 'build-secret-missing',
    shows: 'build',
    examples: ['ERROR: failed to solve: secret npmrc: not found'],
    signatures: [
      {
        pattern: /failed to solve: secret ([\w.-]{1,100}): not found/,
        read: ([name = '']) => ({
          message: message('log-secret-missing', { name }),
          cure: message('cure-give-secret', { name }),
        }),
      },
    ],
    words: { en: ['secret not found docker build', 'mount type=secret'], ko: ['빌드 시크릿 없음', 'secret not found'] },
  },
  {
    id: 'buildkit-needed',
    shows: 'build',
    examples: [
      'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
    ],
    signatures: [
      {
        pattern: /the --(mount|chmod|link) option requires BuildKit/,
        read: ([option = '']) => ({
          message: message('log-buildkit-needed', { option }),
          cure: message('cure-buildkit', {}),
        }),
      },
    ],
    words: {
      en: ['requires BuildKit', '--mount option requires BuildKit', 'DOCKER_BUILDKIT'],
      ko: ['BuildKit 필요', '--mount 옵션 오류'],
    },
  },
];
