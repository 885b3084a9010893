import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

const CA: Told = { message: message('log-ca-missing', {}), cure: message('cure-copy-ca', {}) };
const PROXY: Told = { message: message('log-proxy-certificate', {}), cure: message('cure-add-ca', {}) };
const RATE: Told = { message: message('log-rate-limit', {}), cure: message('cure-rate-limit', {}) };

function zone(name: string): Told {
  return { message: message('log-zone-data-missing', { zone: name }), cure: message('cure-copy-zone-data', {}) };
}

function noName(host: string): Told {
  return { message: message('log-no-network', { host }), cure: message('cure-network', {}) };
}

const REFERENCE = '([\\w][\\w.\\-/:@]{0,400}?)';
/** How builders and engines name a base that they cannot get. The name as the Dockerfile has it stands before the resolver's own spelling of it. */
const MISSING_BASES: readonly RegExp[] = [
  new RegExp(`solve: ${REFERENCE}: failed to resolve`),
  new RegExp(`failed to resolve source metadata for ${REFERENCE}: `),
  new RegExp(`failed to resolve reference "${REFERENCE}"`),
  new RegExp(`pull access denied for ${REFERENCE}, `),
  new RegExp(`manifest for ${REFERENCE} not found`),
  new RegExp(`No such image: ${REFERENCE}$`),
  new RegExp(`solve: ${REFERENCE}: (?:not found|pull access denied|no match for platform)`),
];

/** @param reason what a builder said last @returns the base it could not get */
export function findMissingBase(reason: string): string | undefined {
  for (const shape of MISSING_BASES) {
    const found = shape.exec(reason)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

function missingBase(_: readonly string[], line: string): Told | undefined {
  const reference = findMissingBase(line);
  if (reference === undefined || /dial tcp|no such host|timeout|x509|connection re(?:fused|set)/i.test(line))
    return undefined;
  if (/toomanyrequests|429 Too Many/i.test(line)) return RATE;
  return { message: message('log-base-not-found', { reference }), cure: message('cure-base-name', { reference }) };
}

export const NETWORK_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'proxy-certificate-unknown',
    shows: 'either',
    goesOn: true,
    isSaidInWarnings: true,
    examples: [
      'npm ERR! code SELF_SIGNED_CERT_IN_CHAIN',
      "WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1006)'))': /simple/flask/",
    ],
    signatures: [
      {
        pattern:
          /^npm (?:ERR!|error) code (?:SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|UNABLE_TO_VERIFY_LEAF_SIGNATURE|DEPTH_ZERO_SELF_SIGNED_CERT)$/,
        read: () => PROXY,
      },
      {
        pattern: /^(?:WARNING: )?(?:Retrying|Could not fetch URL) .{0,200}CERTIFICATE_VERIFY_FAILED/,
        read: () => PROXY,
      },
      {
        pattern: /\bself[- ]signed certificate in certificate chain\b/,
        read: (_, line) => (/^(?:warn|info|debug)/i.test(line) ? undefined : PROXY),
      },
    ],
    words: {
      en: [
        'self-signed certificate in certificate chain',
        'pip SSL error proxy',
        'npm SELF_SIGNED_CERT_IN_CHAIN',
        'corporate proxy certificate',
      ],
      ko: ['회사 프록시 인증서', '자체 서명 인증서 오류', 'pip SSL 오류', 'npm 인증서 오류'],
    },
  },
  {
    id: 'ca-certificates-missing',
    shows: 'run',
    goesOn: true,
    examples: [
      'Get "https://api.example.com/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      'curl: (60) SSL certificate problem: unable to get local issuer certificate',
      'curl: (77) error setting certificate file: /etc/ssl/certs/ca-certificates.crt',
    ],
    signatures: [
      { pattern: /x509: certificate signed by unknown authority|x509: failed to load system roots/, read: () => CA },
      {
        pattern: /\[SSL: CERTIFICATE_VERIFY_FAILED\] certificate verify failed: unable to get local issuer certificate/,
        read: () => CA,
      },
      {
        pattern:
          /^(?:curl: \(60\) |fatal: .{0,200})?SSL certificate problem: unable to get local issuer certificate|^curl: \(77\) |server certificate verification failed\. CAfile: none|unable to get local issuer certificate$/,
        read: () => CA,
      },
      {
        pattern:
          /The remote certificate is invalid because of errors in the certificate chain: (?:PartialChain|UntrustedRoot)/,
        read: () => CA,
      },
    ],
    words: {
      en: [
        'x509 certificate signed by unknown authority',
        'scratch https fails',
        'ca-certificates missing',
        'certificate verify failed',
        'go scratch https',
        'TLS fails',
      ],
      ko: ['Go + scratch 에서 HTTPS 실패', 'HTTPS 실패', 'CA 인증서 없음', '인증서 오류', 'scratch TLS 실패'],
    },
  },
  {
    id: 'time-zone-data-missing',
    shows: 'run',
    goesOn: true,
    examples: [
      'panic: unknown time zone Asia/Seoul',
      "zoneinfo._common.ZoneInfoNotFoundError: 'No time zone found with key Asia/Seoul'",
      "System.TimeZoneNotFoundException: The time zone ID 'Asia/Seoul' was not found on the local computer.",
    ],
    signatures: [
      { pattern: /\bunknown time zone ([\w/+-]{1,80})/, read: ([name = '']) => zone(name) },
      {
        pattern: /ZoneInfoNotFoundError: '?"?No time zone found with key ([\w/+-]{1,80})/,
        read: ([name = '']) => zone(name),
      },
      {
        pattern: /TimeZoneNotFoundException: The time zone ID '([\w/+ -]{1,80})' was not found/,
        read: ([name = '']) => zone(name),
      },
      {
        pattern: /java\.time\.zone\.ZoneRulesException: (?:Unknown time-zone ID: ([\w/+-]{1,80})|Unable to load TZDB)/,
        read: ([name = '']) => ({
          message: message('log-zone-data-missing', { zone: name }),
          cure: message('cure-java-zone', {}),
        }),
      },
    ],
    words: {
      en: [
        'unknown time zone',
        'tzdata missing',
        'time zone Asia/Seoul',
        'ZoneInfoNotFoundError',
        'scratch tzdata',
        'timezone wrong in container',
      ],
      ko: ['시간대 오류', '타임존 없음', 'Asia/Seoul', 'tzdata 없음', '한국 시간 안 맞음'],
    },
  },
  {
    id: 'name-not-resolved',
    shows: 'either',
    isSaidInWarnings: true,
    examples: [
      "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')': /simple/flask/",
      'npm error code EAI_AGAIN',
      'go: github.com/x/y@v1.0.0: Get "https://proxy.example.com/": dial tcp: lookup proxy.example.com on 127.0.0.11:53: no such host',
      'curl: (6) Could not resolve host: example.com',
    ],
    signatures: [
      {
        pattern:
          /^(?:WARNING: )?Retrying .{0,400}\[Errno -[235]\] (?:Temporary failure in name resolution|Name or service not known|Try again)/,
        read: () => noName(''),
      },
      { pattern: /^npm (?:ERR!|error) code (?:EAI_AGAIN|ENOTFOUND)$/, read: () => noName('') },
      {
        pattern: /^(?:Uncaught )?(?:Error: )?getaddrinfo EAI_AGAIN ([\w.-]{1,200})/,
        read: ([host = '']) => noName(host),
      },
      {
        pattern: /^(?:curl: \(6\) |fatal: unable to access .{0,200}: )Could not resolve host: ([\w.-]{1,200})/,
        read: ([host = '']) => noName(host),
      },
      {
        pattern: /^(?:Err:\d{1,4} .{0,200}|(?:E|W): .{0,300})?Temporary failure resolving '([\w.-]{1,200})'/,
        read: ([host = '']) => noName(host),
      },
      {
        pattern:
          /dial tcp: lookup ([\w.-]{1,200})(?: on [\w.[\]:]{1,60})?: (?:no such host|server misbehaving|Temporary failure in name resolution)/,
        read: ([host = '']) => noName(host),
      },
      {
        pattern: /^(?:WARNING: |fetch \S{1,200})?.{0,200}: temporary error \(try again later\)$/,
        read: () => noName(''),
      },
      {
        pattern:
          /^(?:socket\.gaierror: |wget: bad address )(?:\[Errno -[23]\] Temporary failure in name resolution|'([\w.-]{1,200})')/,
        read: ([host = '']) => noName(host),
      },
    ],
    words: {
      en: [
        'temporary failure in name resolution',
        'EAI_AGAIN',
        'no such host',
        'DNS in docker build',
        'could not resolve host',
        'network',
      ],
      ko: ['DNS 오류', '이름 확인 실패', '네트워크 오류', '호스트를 찾을 수 없음', '빌드 중 인터넷 안 됨'],
    },
  },
  {
    id: 'registry-rate-limit',
    shows: 'build',
    examples: [
      'toomanyrequests: You have reached your pull rate limit.',
      'ERROR: failed to solve: python:3.12-slim: failed to resolve source metadata for h.invalid/library/python:3.12-slim: 429 Too Many Requests',
    ],
    signatures: [
      {
        pattern:
          /\btoomanyrequests: |reached your (?:unauthenticated )?pull rate limit|failed to (?:solve|resolve|copy).{0,400}429 Too Many Requests/,
        read: () => RATE,
      },
    ],
    words: {
      en: ['toomanyrequests', 'pull rate limit', 'docker hub rate limit', '429'],
      ko: ['도커 허브 제한', 'pull 제한', 'toomanyrequests', '요청 한도 초과'],
    },
  },
  {
    id: 'platform-not-offered',
    shows: 'build',
    examples: [
      'no matching manifest for linux/arm64/v8 in the manifest list entries',
      'ERROR: failed to solve: app:1: no match for platform in manifest: not found',
    ],
    signatures: [
      {
        pattern: /no matching manifest for ([\w/.-]{1,60}) in the manifest list/,
        read: ([platform = '']) => ({
          message: message('log-platform-missing', { platform }),
          cure: message('cure-platform', {}),
        }),
      },
      {
        pattern: /\bno match for platform in manifest/,
        read: () => ({
          message: message('log-platform-missing', { platform: '' }),
          cure: message('cure-platform', {}),
        }),
      },
    ],
    words: {
      en: ['no matching manifest', 'no match for platform in manifest', 'image not available for arm64'],
      ko: ['맞는 매니페스트 없음', '플랫폼 이미지 없음', 'arm64 이미지 없음'],
    },
  },
  {
    id: 'base-not-found',
    shows: 'build',
    examples: [
      'ERROR: failed to solve: python:3.99: failed to resolve source metadata for h.invalid/library/python:3.99: h.invalid/library/python:3.99: not found',
      'Error response from daemon: manifest for python:3.99 not found: manifest unknown: manifest unknown',
      "Error response from daemon: pull access denied for nosuch, repository does not exist or may require 'docker login'",
    ],
    signatures: [
      {
        pattern:
          /failed to solve: |pull access denied for |manifest for \S{1,400} not found|failed to resolve reference/,
        read: missingBase,
      },
    ],
    words: {
      en: [
        'base image not found',
        'manifest unknown',
        'pull access denied',
        'failed to resolve source metadata',
        'tag not found',
      ],
      ko: ['베이스 이미지 없음', '이미지 태그 없음', 'manifest unknown', 'pull access denied'],
    },
  },
];
