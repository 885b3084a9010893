import { tarOf } from '../kit/tar.ts';

/**
 * What `zstd -19` (1.4.8) writes of the tar beside it. Written down since its blocks are really compressed
 * (Huffman literals, matches, check sum), which no code here can do. The self check inflates it where zstd is installed.
 */
const AS_WRITTEN = [
  'KLUv/WQACc0LAIanVBawJcUGAFL6lDv8nDPMqlktWAppFE4CWABJAEoAV3bmSpGxTpbZP+EkuniESRuvoJ1VjncnRjXmCrGfndXk5fiVB9Vl',
  'bNBObsWRX9UeZSJ2/1XPRPRwkfhhADAUAgoEhEGhQBAYIAQMhAFBwGAgEAgGQxY0A4ZE4am8ceJvEcw0tZrYeKDl0jS28sbIOqkp1agoMvJu',
  'UqjCgRno+3VtUd3NtLhcNbQvjzeFmfM2ZohEFYiEvvEGaSjl2vn1RXJDb3wGMfBTKCdhl6FIRuvK84ikkMPKlYkhz/xqlL+Y5xjl+M7FRDnp',
  'zgNNFc9kUu90E3Ie17QUH7S8lJS6WCVnbCSNbclcdmSCDgM6DI816aYYvWpKtkn+pjnYisK8aFaklTUvzpUdeuyGSL2ImMxKyOlsi0vMmxuT',
  'Ldtuh+1TbrBh/lHM20ux+SuNmEOUiPf3EKwLDAB44L/cKfdLNYkXUKiorpk7itkYeOBN8U5BXQTAoABgPIE3hALDZg==',
];

/** Letters in an order without a pattern, then some of them again. */
function letters(): string {
  let seed = 1;
  const out = Array.from({ length: 600 }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 'etaoinshrdlu'[seed % 12] ?? '';
  }).join('');
  return out + out.slice(100, 400);
}

export const ZSTD_SAMPLE = {
  blob: Buffer.from(AS_WRITTEN.join(''), 'base64'),
  tar: tarOf([{ name: 'text', content: letters() }]),
} as const;
