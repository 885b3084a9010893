import { message } from '../model/message.ts';
import type { Symptom } from './contract.ts';

export const SIZE_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'size-does-not-shrink',
    shows: 'nowhere',
    examples: [],
    signatures: [],
    told: { message: message('size-does-not-shrink', {}), cure: message('cure-inspect', {}) },
    related: {
      rules: ['delete-in-later-layer', 'compiler-in-final-image', 'package-cache-in-layer'],
      techniques: ['runtime-stage-split', 'slim-base'],
    },
    words: {
      en: [
        'image size does not shrink',
        'size does not shrink',
        'image too big',
        'image still large',
        'deleted files still take space',
        'rm does not reduce image size',
        'why is my image so large',
        'apk del no effect',
        'reduce image size',
      ],
      ko: [
        '용량이 안 줄어듦',
        '이미지 용량이 안 줄어듦',
        '이미지 크기가 줄지 않음',
        '이미지가 너무 큼',
        '용량 안 줄음',
        '삭제해도 용량 그대로',
        '사이즈가 안 줄어요',
        '이미지 크기 줄이기',
      ],
    },
  },
];
