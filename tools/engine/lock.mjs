import { createServer } from 'node:net';
import { ToolProblem } from '../run-command.mjs';

/**
 * Runs `work` while no other process of this machine runs one of the same name. The name is held as an abstract socket: the
 * kernel lets go of it when its holder ends, however that ends. Where there are none (not Linux) nothing is held.
 * @template T
 * @param {string} name
 * @param {number} patienceMs
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws ToolProblem another one still holds it after `patienceMs`
 */
export async function withLock(name, patienceMs, work) {
  const until = Date.now() + patienceMs;
  let held = await tryHold(name);
  while (held === 'taken') {
    if (Date.now() >= until)
      throw new ToolProblem(`another tool is still starting or stopping the engine (waited ${patienceMs / 1000} s)`);
    await new Promise((r) => setTimeout(r, 100));
    held = await tryHold(name);
  }
  try {
    return await work();
  } finally {
    if (held !== 'none') held.close();
  }
}

/** @returns {Promise<import('node:net').Server | 'taken' | 'none'>} */
function tryHold(name) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (e) =>
      resolve(/** @type {NodeJS.ErrnoException} */ (e).code === 'EADDRINUSE' ? 'taken' : 'none'),
    );
    server.listen(`\0${name}`, () => resolve(server));
  });
}
