import type { ImageView } from '../../image/contract.ts';
import { sumUnpackedBytes } from '../../image/index-layers.ts';
import { textToName } from '../../model/bytes.ts';
import type { DifferenceRecord, PathChangeRecord } from '../../record/difference.ts';
import { accountBytes } from '../bytes/account-bytes.ts';
import { listPackages } from '../packages/list-packages.ts';
import { diffConfig } from './diff-config.ts';
import { diffPackages } from './diff-packages.ts';
import { isRootUser, privilegesOf } from './diff-privileges.ts';
import { type DiffSide, diffTrees, type PathPair, shownBytes } from './diff-trees.ts';

export interface DiffedImage extends DiffSide {
  /** As it was asked for. */
  readonly name: string;
  readonly view: ImageView;
}

/** Everything `diff` says of two images whose contents were hashed. Cost: linear in the entries of both. */
export function diffImages(a: DiffedImage, b: DiffedImage): DifferenceRecord {
  const { pairs, timesOnly } = diffTrees(a, b);
  const config = diffConfig(a.view.config, b.view.config);
  const shared = countShared(a.view, b.view);
  return {
    schema: 'plimsoll.dev/diff/1',
    images: [nameOf(a), nameOf(b)],
    isSame: pairs.length === 0 && config.length === 0,
    timesOnly,
    bytesDelta: liveBytes(b) - liveBytes(a),
    layers: {
      shared,
      before: a.view.layers.length - shared,
      after: b.view.layers.length - shared,
      sharedBytes: a.indexes.slice(0, shared).reduce((sum, index) => sum + index.contentBytes, 0),
    },
    paths: pairs.map(changeOf),
    packages: diffPackages(listPackages(a.indexes, a.tree).packages, listPackages(b.indexes, b.tree).packages),
    config: config.map(({ field, before, after }) => ({
      field,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    })),
    privileges: [
      ...userChange(a.view, b.view),
      ...pairs.flatMap((pair) => privilegesOf(pair).map((is) => ({ path: textToName(pair.path), is }))),
    ],
  };
}

function nameOf({ name, view, indexes }: DiffedImage): DifferenceRecord['images'][0] {
  const { digest, configDigest } = view;
  return { name, digest, configDigest, unpackedBytes: sumUnpackedBytes(indexes) };
}

function changeOf({ path, before, after, fields }: PathPair): PathChangeRecord {
  const bytesBefore = before && shownBytes(before);
  const bytesAfter = after && shownBytes(after);
  return {
    path: textToName(path),
    is: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    ...(fields.length > 0 && { fields: [...fields] }),
    ...(bytesBefore !== undefined && { bytesBefore }),
    ...(bytesAfter !== undefined && { bytesAfter }),
  };
}

function userChange(a: ImageView, b: ImageView): DifferenceRecord['privileges'] {
  const [was, is] = [isRootUser(a.config.user), isRootUser(b.config.user)];
  return was === is ? [] : [{ is: is ? 'user-to-root' : 'user-from-root' }];
}

function countShared(a: ImageView, b: ImageView): number {
  const unlike = a.layers.findIndex((layer, i) => layer.diffId !== b.layers[i]?.diffId);
  return unlike < 0 ? a.layers.length : unlike;
}

function liveBytes({ indexes, tree }: DiffSide): number {
  const { contentBytes, deadBytes } = accountBytes(indexes, tree);
  return contentBytes - deadBytes;
}
