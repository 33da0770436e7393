// SPDX-License-Identifier: Apache-2.0
// The client library of wallets and explorers, against a development node: it connects, transfers
// and reads the supply. JOULE_NODE is the path of the node's binary; scripts/test.sh sets it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const JOULE = 10n ** 12n;
const START_MS_MAX = 60_000;
const STOP_MS_MAX = 20_000;
const TEST_MS_MAX = 60_000;
const LOG_CHARS_MAX = 10_000;

describe('polkadot-js', () => {
  let node, provider, api;

  before(async () => {
    node = startNode(await freePort());
    await node.answers();
    provider = new WsProvider(`ws://127.0.0.1:${node.port}`);
    api = await ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
  }, { timeout: START_MS_MAX + TEST_MS_MAX });

  after(async () => {
    await provider?.disconnect();
    await node?.stop();
  });

  it('knows the chain and its token', () => {
    assert.equal(api.runtimeChain.toString(), 'Joule Development');
    assert.deepEqual(api.registry.chainTokens, ['JOULE']);
    assert.deepEqual(api.registry.chainDecimals, [12]);
  });

  it('transfers to the pJ, in a block that becomes final', { timeout: TEST_MS_MAX }, async () => {
    const keyring = new Keyring({ type: 'sr25519' });
    // Not Alice: she makes the blocks, and half of each fee is hers.
    const sender = keyring.addFromUri('//Bob');
    const recipient = keyring.addFromSeed(randomBytes(32));

    const transfer = api.tx.balances.transferKeepAlive(recipient.address, JOULE);
    const { block, events } = await finalised(transfer, sender);

    const isFeePaid = ({ event }) => api.events.transactionPayment.TransactionFeePaid.is(event);
    const fee = events.find(isFeePaid).event.data.actualFee.toBigInt();
    const parent = (await api.rpc.chain.getHeader(block)).parentHash;
    const free = async ({ address }, at) =>
      (await (await api.at(at)).query.system.account(address)).data.free.toBigInt();
    assert.ok(fee > 0n, 'a transfer costs a fee');
    assert.equal(await free(recipient, block), JOULE);
    assert.equal(await free(sender, parent) - await free(sender, block), JOULE + fee);
  });

  it('reads the supply, which is what is issued', { timeout: TEST_MS_MAX }, async () => {
    const block = await api.rpc.chain.getFinalizedHead();
    const supply = await provider.send('joule_supply', [block.toHex()]);
    const total = await (await api.at(block)).query.balances.totalIssuance();
    assert.equal(BigInt(supply.issued), total.toBigInt());
  });

  it('makes the key of a device, and finds it unregistered', { timeout: TEST_MS_MAX }, async () => {
    const device = await provider.send('joule_newDeviceKey', []);
    assert.match(device, /^0x[0-9a-f]{64}$/);
    const owner = new Keyring({ type: 'sr25519' }).addFromUri('//Bob');
    const proof = await provider.send('joule_proveDevice', [device, owner.address, 1_000_000]);
    const validUntil = api.registry.createType('u32', 1_000_000).toU8a();
    const message = Buffer.concat([
      Buffer.from('GWi1'), api.genesisHash.toU8a(), owner.publicKey, bytes(device), validUntil,
    ]);
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: bytes(device).toString('base64url') };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    assert.ok(verify(null, message, key, bytes(proof)), 'the device accepts its owner');

    assert.equal(await provider.send('joule_device', [device]), null);
    const { total, devices } = await provider.send('joule_devices', []);
    assert.deepEqual([total, devices], [0, []]);
  });

  it('reads when the next challenge opens', { timeout: TEST_MS_MAX }, async () => {
    const block = await api.rpc.chain.getFinalizedHead();
    const challenge = await provider.send('joule_challenge', [block.toHex()]);
    const next = await (await api.at(block)).query.attestation.nextChallenge();
    assert.equal(challenge.next, next.toNumber());
    assert.ok(challenge.nextFrom < challenge.nextUntil, JSON.stringify(challenge));
  });
});

/** What `0x` and hexadecimal digits stand for. */
function bytes(text) {
  return Buffer.from(text.slice(2), 'hex');
}

/** Submits `call` and waits until it has succeeded in a final block. */
function finalised(call, signer) {
  return new Promise((resolve, reject) => {
    call.signAndSend(signer, ({ status, isError, dispatchError, events }) => {
      if (isError) reject(new Error(`The pool dropped the transaction: ${status.type}`));
      if (dispatchError) reject(new Error(`The call failed: ${dispatchError}`));
      if (status.isFinalized) resolve({ block: status.asFinalized, events });
    }).catch(reject);
  });
}

/** Starts a development node, which ends with this process at the latest. */
function startNode(port) {
  const binary = process.env.JOULE_NODE;
  assert.ok(binary, 'JOULE_NODE is not set: run scripts/test.sh, or set it to the node\'s binary');
  const child = spawn(binary, [
    '--dev', '--sealing', '200', '--rpc-port', `${port}`,
    '--listen-addr', '/ip4/127.0.0.1/tcp/0', '--no-mdns', '--no-prometheus',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '', ended;
  child.stderr.on('data', (text) => { log = `${log}${text}`.slice(-LOG_CHARS_MAX); });
  child.on('error', (error) => { ended = error.message; });
  child.on('exit', (code, signal) => { ended = `it ended with ${signal ?? code}`; });
  process.on('exit', () => child.kill('SIGKILL'));
  process.on('SIGTERM', () => process.exit(1));

  const answers = async () => {
    const deadline = Date.now() + START_MS_MAX;
    for (; !ended && Date.now() < deadline; await sleep(200)) {
      const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
      if (health?.ok) return;
    }
    throw new Error(`The node does not answer: ${ended ?? 'time is up'}. Its log ends:\n${log}`);
  };
  const stop = async () => {
    if (ended) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    child.kill('SIGTERM');
    await once(child, 'exit');
    clearTimeout(timer);
  };
  return { port, answers, stop };
}

/** A port of this machine that nobody listens on. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
