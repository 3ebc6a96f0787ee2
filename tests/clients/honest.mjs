#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// Prints every log, one JSON object a line, as it is read; ends with 1 where it cannot read all.
import {spawnSync} from 'node:child_process';

const env = process.env;
if (env.SENDMOCK_CA_FILE && env.NODE_EXTRA_CA_CERTS !== env.SENDMOCK_CA_FILE) {
    // Node reads that variable when it starts, and fetch has no other way.
    const again = spawnSync(process.execPath, process.argv.slice(1), {
        stdio: 'inherit',
        env: {...env, NODE_EXTRA_CA_CERTS: env.SENDMOCK_CA_FILE},
    });
    process.exit(again.status ?? 1);
}

const credentials = Buffer.from(`${env.SENDMOCK_KEY}:${env.SENDMOCK_SECRET}`).toString('base64');
const headers = {Authorization: `Basic ${credentials}`};
const milliseconds = 800 * Number(env.SENDMOCK_TIMEOUT ?? 5); // for a request as a whole
const utf8 = new TextDecoder('utf-8', {fatal: true});

async function read(link) {
    const signal = AbortSignal.timeout(milliseconds);
    // A redirect is a failure, too: it could lead to another origin.
    const response = await fetch(link, {headers, redirect: 'manual', signal});
    if (response.status !== 200) throw new Error(`status ${response.status}`);
    const page = JSON.parse(utf8.decode(await response.arrayBuffer()));
    const isLog = log => log !== null && typeof log === 'object';
    if (!Array.isArray(page?.results) || !page.results.every(isLog))
        throw new Error('an answer that is no page of logs');
    return page;
}

async function* walk(link) {
    const origin = link.split('/', 3).join('/'); // scheme, host and port
    const seen = new Set();
    while (link) {
        seen.add(link);
        const page = await read(link);
        yield page.results;
        link = page.next ?? '';
        if (link !== '' && !(typeof link === 'string' && link.startsWith(`${origin}/`)))
            throw new Error('a link to another origin');
        if (seen.has(link)) throw new Error('a link that came before: the pages would never end');
    }
}

try {
    for await (const logs of walk(env.SENDMOCK_URL))
        process.stdout.write(logs.map(log => `${JSON.stringify(log)}\n`).join(''));
} catch (failure) {
    console.error([failure.message, failure.cause?.message].filter(Boolean).join(': '));
    process.exit(1); // a connection that is being made would keep the process for ten seconds
}
