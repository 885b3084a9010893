import { resolve } from 'node:path';
import { describeImage } from '../../facts/bytes/inspect-image.ts';
import { attributeLayers, type OriginHints } from '../../facts/lines/attribute-layers.ts';
import { type BuildRecord, readProvenance } from '../../facts/lines/read-provenance.ts';
import { type ByteText, textToBytes, textToWords } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import { renderInspection } from '../../report/render-inspection.ts';
import { composeFiles } from '../compose.ts';
import { type CliContext, hasColor, widthOf } from '../context.ts';
import { type ReadImage, readImage } from '../read-image.ts';

import type { InspectFlags } from './image-flags.ts';
import { readPairs } from './optimize-flags.ts';

/** Where an image's bytes are: by layer, line and package, and which are there for nothing. */
export async function inspect(context: CliContext, flags: InspectFlags, typed: string): Promise<void> {
  const { process, language } = context;
  const image = await readImage(context, flags, typed, flags.quick ? 'headers' : 'contents');
  const attribution = attributeLayers(image.view, await readHints(context, flags, image));
  const record = describeImage(image, attribution);
  const { dockerfile } = attribution;
  const isGiven = flags.file !== undefined || flags.metadataFile !== undefined;
  process.stdout.write(
    flags.format === 'json'
      ? `${JSON.stringify(record, null, 2)}\n`
      : renderInspection(record, { language, width: widthOf(context), color: hasColor(context), dockerfile, isGiven }),
  );
}

/** What the user hands over goes before what stands beside the image. */
async function readHints(context: CliContext, flags: InspectFlags, image: ReadImage): Promise<OriginHints> {
  const { os, architecture } = image.view.config;
  const told =
    flags.metadataFile === undefined
      ? undefined
      : parseMetadata(await readGiven(context, flags.metadataFile), flags.metadataFile, `${os}/${architecture}`);
  const args = readPairs(flags.buildArg, context.process.env);
  const dockerfile = flags.file === undefined ? undefined : await readGiven(context, flags.file);
  return {
    records: [told, image.buildRecord].filter((record) => record !== undefined),
    ...(dockerfile !== undefined && { dockerfile: { text: textToBytes(dockerfile), target: flags.target, args } }),
  };
}

/** @throws Problem `given-file-missing` */
async function readGiven({ cwd }: CliContext, file: string): Promise<ByteText> {
  const text = await composeFiles().readText(resolve(cwd, file));
  if (text === undefined) throw new Problem('usage', 'given-file-missing', { file });
  return text;
}

/** @throws Problem `metadata-file-useless` */
function parseMetadata(text: ByteText, file: string, platform: string): BuildRecord {
  let document: unknown;
  try {
    document = JSON.parse(textToWords(text));
  } catch (cause) {
    throw new Problem('usage', 'metadata-file-useless', { file, fault: 'malformed' }, { cause });
  }
  const record = readProvenance(document, platform);
  if (record === undefined) throw new Problem('usage', 'metadata-file-useless', { file, fault: 'no-layers' });
  return record;
}
