#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// The honest walk by node:http and node:https, which need no second process for a CA file.
// usage: honest_http.mjs [--dates] [--keep-alive] [--milliseconds] [--redirects] [--retry]
// Every option is a policy; all but --milliseconds are right, see showDate.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import {setTimeout as sleep} from 'node:timers/promises';

const env = process.env;
const policies = new Set(process.argv.slice(2));
const first = env.SENDMOCK_URL;
const origin = first.split('/', 3).join('/'); // scheme, host and port
const {request, Agent} = origin.startsWith('https:') ? https : http;
const credentials = Buffer.from(`${env.SENDMOCK_KEY}:${env.SENDMOCK_SECRET}`).toString('base64');
const options = {
    headers: {Authorization: `Basic ${credentials}`},
    agent: policies.has('--keep-alive') ? new Agent({keepAlive: true, maxSockets: 1}) : false,
    ca: env.SENDMOCK_CA_FILE && fs.readFileSync(env.SENDMOCK_CA_FILE),
};
const milliseconds = 800 * Number(env.SENDMOCK_TIMEOUT ?? 5); // for a request as a whole
const utf8 = new TextDecoder('utf-8', {fatal: true});

function isOwn(link) {
    return typeof link === 'string' && link.startsWith(`${origin}/`);
}

async function exchange(link) {
    const call = request(link, {...options, signal: AbortSignal.timeout(milliseconds)});
    const response = await new Promise((resolve, reject) => {
        call.on('response', resolve).on('error', reject).end();
    });
    const pieces = [];
    for await (const piece of response) pieces.push(piece);
    return {status: response.statusCode, fields: response.headers, content: Buffer.concat(pieces)};
}

async function exchangeThrice(link) {
    for (const wait of [50, 100]) {
        let asked = 0; // seconds
        try {
            const answer = await exchange(link);
            if (![429, 500, 502, 503, 504].includes(answer.status)) return answer;
            const text = answer.fields['retry-after'] ?? '';
            asked = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000 || 0;
        } catch {
            // the next attempt may be luckier
        }
        if (asked > 10) throw new Error('asked to wait for too long');
        await sleep(Math.max(wait, 1000 * asked));
    }
    return exchange(link);
}

async function get(link) {
    for (let redirects = 0; redirects <= 5; ++redirects) {
        const {status, fields, content} = await (policies.has('--retry') ? exchangeThrice : exchange)(link);
        if (status === 200) return content;
        if (!policies.has('--redirects') || ![301, 302, 303, 307, 308].includes(status))
            throw new Error(`status ${status}`);
        link = new URL(fields.location ?? '', link).href;
        if (!isOwn(link)) throw new Error('a redirect to another origin');
    }
    throw new Error('too many redirects');
}

async function* walk(link) {
    const seen = new Set();
    while (link !== '') {
        seen.add(link);
        const page = JSON.parse(utf8.decode(await get(link)));
        const isLog = log => log !== null && typeof log === 'object';
        if (!Array.isArray(page?.results) || !page.results.every(isLog))
            throw new Error('an answer that is no page of logs');
        yield page.results;
        link = page.next ?? '';
        if (link !== '' && !isOwn(link)) throw new Error('a link to another origin');
        if (seen.has(link)) throw new Error('a link that came before: the pages would never end');
    }
}

// A Date has milliseconds; the service's times have microseconds, which --dates keeps.
function showDate(time) {
    const text = new Date(time).toISOString();
    const fraction = policies.has('--milliseconds') ? '' : /\.\d+/.exec(time)?.[0];
    return fraction ? text.replace(/\.\d+/, fraction) : text;
}

function show(log) {
    const parsed = policies.has('--dates') || policies.has('--milliseconds');
    return JSON.stringify(parsed && log.created_at ? {...log, created_at: showDate(log.created_at)} : log);
}

try {
    for await (const logs of walk(first))
        process.stdout.write(logs.map(log => `${show(log)}\n`).join(''));
} catch (failure) {
    console.error(failure.message);
    process.exit(1);
}
options.agent && options.agent.destroy();
