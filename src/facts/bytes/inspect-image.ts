import type { ImageView, LayerIndex, MergedTree } from '../../image/contract.ts';
import { unreadBecause } from '../../image/packages/contract.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { textToName } from '../../model/bytes.ts';
import type { InspectedLayerRecord, InspectedPackageRecord, InspectionRecord } from '../../record/inspection.ts';
import { redact } from '../../record/redact.ts';
import { shorten } from '../../record/shorten.ts';
import { type Attribution, attributeLayers, type LayerOrigin, type OriginHints } from '../lines/attribute-layers.ts';
import { listNotes } from '../notes/list-notes.ts';
import { type InstalledPackage, listPackages } from '../packages/list-packages.ts';
import { listConfiguredSecrets } from '../secrets/list-configured-secrets.ts';
import { listSecrets } from '../secrets/list-secrets.ts';
import { accountBytes, type ByteAccount } from './account-bytes.ts';
import { computeDiveEfficiency } from './compute-dive-efficiency.ts';
import { listFindings } from './list-findings.ts';

export interface InspectedImage {
  /** As it was asked for. */
  readonly name: string;
  readonly view: ImageView;
  /** Indexed with digests and with `packageCollector`. */
  readonly indexes: readonly LayerIndex[];
  readonly tree: MergedTree;
  /** Attestations of its build that could not be read. */
  readonly unreadStatements?: number | undefined;
}

/** Everything `inspect` says of an image, in one record. Cost: linear in entries. */
export function inspectImage(image: InspectedImage, hints: OriginHints = {}): InspectionRecord {
  return describeImage(image, attributeLayers(image.view, hints));
}

/** `inspectImage` where the origins of the layers are known already. */
export function describeImage(image: InspectedImage, { origins }: Attribution): InspectionRecord {
  const { name, view, indexes, tree } = image;
  const account = accountBytes(indexes, tree);
  const packages = listPackages(indexes, tree);
  const isLookedInto = indexes.every(({ collected }) => packageCollector.name in collected);
  const isTold = view.layers.every((layer) => layer.transferBytes !== undefined);
  const isSplit = origins.every(({ isBase }) => isBase !== undefined);
  const sumWhere = (test: (origin: LayerOrigin) => boolean) =>
    account.layers.reduce((sum, layer, i) => sum + (test(origins[i] ?? NOWHERE) ? layer.contentBytes : 0), 0);
  const diveEfficiency = computeDiveEfficiency(indexes);
  const { findings, needless } = listFindings(image, account, packages, (layer) => origins[layer]?.isBase);
  const isOwn = (layer: number) => origins[layer]?.isBase === false;
  const { os, architecture } = view.config;
  return {
    schema: 'plimsoll.dev/inspect/1',
    image: {
      name,
      digest: view.digest,
      configDigest: view.configDigest,
      platform: [os, architecture].filter(Boolean).join('/'),
    },
    unpackedBytes: account.contentBytes,
    ...(isTold && { transferBytes: view.layers.reduce((sum, layer) => sum + (layer.transferBytes ?? 0), 0) }),
    deadBytes: account.deadBytes,
    ...(account.duplicateBytes !== undefined && {
      duplicateBytes: account.duplicateBytes,
      duplicateGroups: account.duplicates.length,
    }),
    needlessBytes: needless.bytes,
    ...(isSplit && {
      ownNeedlessBytes: needless.byLayer.reduce((sum, bytes, layer) => sum + (isOwn(layer) ? bytes : 0), 0),
    }),
    ...(isSplit && { baseBytes: sumWhere(({ isBase }) => isBase === true) }),
    unknownBytes: sumWhere(({ known }) => known === 'nothing'),
    efficiency: account.efficiency,
    ...(diveEfficiency !== undefined && { diveEfficiency }),
    layers: view.layers.map((layer, i) => tellLayer(layer, account.layers[i], origins[i] ?? NOWHERE)),
    ...(isLookedInto && {
      packages: packages.packages.map(tellPackage),
      unreadPackageFiles: packages.unread.flatMap(({ path, file }) => {
        const because = unreadBecause(file);
        return because === undefined ? [] : [{ path: textToName(path), because }];
      }),
      secrets: [...listConfiguredSecrets(view), ...listSecrets(indexes, tree, packages)],
    }),
    findings,
    notes: listNotes(view, indexes, tree, image.unreadStatements),
  };
}

const NOWHERE: LayerOrigin = { known: 'nothing' };

function tellLayer(
  { digest, diffId, mediaType, transferBytes }: ImageView['layers'][number],
  account: ByteAccount['layers'][number] | undefined,
  { known, instruction, lines, isBase }: LayerOrigin,
): InspectedLayerRecord {
  return {
    digest,
    diffId,
    mediaType,
    ...(transferBytes !== undefined && { transferBytes }),
    contentBytes: account?.contentBytes ?? 0,
    deadBytes: account?.deadBytes ?? 0,
    killedBytes: account?.killedBytes ?? 0,
    files: account?.files ?? 0,
    known,
    ...(instruction !== undefined && { instruction: shorten(redact(instruction), MOST_INSTRUCTION) }),
    ...(lines !== undefined && { line: lines.start, lines: { start: lines.start, end: lines.end } }),
    ...(isBase !== undefined && { isBase }),
  };
}

/** Some carry a whole script; who wants more of it has the Dockerfile. */
const MOST_INSTRUCTION = 2000;

function tellPackage(one: InstalledPackage): InspectedPackageRecord {
  const { kind, name, version, architecture, source, path, layer, bytes, contents, ownedBy } = one;
  return {
    kind,
    name,
    version,
    ...(architecture !== undefined && { architecture }),
    ...(source !== undefined && { source }),
    path: textToName(path),
    layer,
    bytes,
    files: contents,
    ...(ownedBy !== undefined && { ownedBy }),
  };
}
