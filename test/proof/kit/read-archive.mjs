// One reading of one image by the built library, as a process of its own, so that its CPU time and memory are taken from outside.
// node read-archive.mjs LIBRARY IMAGE headers|digests|verified|merged
import { pathToFileURL } from 'node:url';

const [library, typed, how] = process.argv.slice(2);
const { indexLayers, mergeLayers, openStoredImage, parseImageName } = await import(pathToFileURL(library).href);
const name = parseImageName(typed);
const { view, close } = await openStoredImage(name, { env: process.env });
const indexes = await indexLayers(view, [], { trust: how !== 'verified', hash: how === 'digests', parallel: 1 });
const entries = indexes.reduce((sum, { columns }) => sum + columns.count, 0);
if (how === 'merged') mergeLayers(indexes);
await close();
console.log(JSON.stringify({ entries }));
