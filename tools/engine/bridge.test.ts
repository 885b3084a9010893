import { describe, expect, it } from 'vitest';
import { isBridgeUsed, ownRules } from './bridge.mjs';

describe('ownRules', () => {
  it('catches every rule of our bridge, whatever address it had, and spares the rest', () => {
    const listing = [
      '-P FORWARD DROP',
      '-N DOCKER-USER',
      '-A FORWARD -o plimsoll0 -j ACCEPT',
      '-A FORWARD -i plimsoll0 -j ACCEPT',
      '-A FORWARD -j DOCKER-USER',
      '-A FORWARD -i plimsoll01 -j ACCEPT',
      '-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT',
      '-A FORWARD -m physdev --physdev-is-bridged -m comment --comment plimsoll0 -j ACCEPT',
      '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
      '-A POSTROUTING -s 172.30.44.0/24 ! -o plimsoll0 -j MASQUERADE',
      '-A FORWARD -m comment --comment "not plimsoll0 " -j DROP',
    ].join('\n');
    expect(ownRules(listing).map((r) => r.join(' '))).toEqual([
      'FORWARD -o plimsoll0 -j ACCEPT',
      'FORWARD -i plimsoll0 -j ACCEPT',
      'FORWARD -m physdev --physdev-is-bridged -m comment --comment plimsoll0 -j ACCEPT',
      'POSTROUTING -s 172.30.44.0/24 ! -o plimsoll0 -j MASQUERADE',
    ]);
  });
});

describe('isBridgeUsed', () => {
  it('tells whether a living daemon of any home stands on the bridge', () => {
    expect(isBridgeUsed([['dockerd', '--data-root', '/x/data', '--bridge', 'plimsoll0']])).toBe(true);
    expect(isBridgeUsed([['dockerd', '--bridge', 'docker1'], ['dockerd']])).toBe(false);
  });
});
