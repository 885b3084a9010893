import { layer } from '../file-sets/members.ts';
import { file, folder } from '../kit/members.ts';

/** The layer below most pairs, the same in both images. */
export const BASE = layer(folder('opt'), file('opt/base', 'the base'));
