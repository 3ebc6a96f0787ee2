// SPDX-License-Identifier: MIT
// Gets a page by Node: prints the status, or the code and text of the error.
// usage: node client.js PORT CA_FILE HOST    (connects to 127.0.0.1, asks for HOST)
const fs = require('fs');
const https = require('https');
const tls = require('tls');

const [port, caFile, host] = process.argv.slice(2);
const request = https.request({
    host: '127.0.0.1',
    port,
    servername: host,
    ca: fs.readFileSync(caFile),
    path: '/api/v2/integrations/logs',
    headers: {Host: host, Authorization: 'Basic a2V5OnNlY3JldA=='},
    timeout: host.startsWith('handshake-stall') ? 500 : 30000,
    checkServerIdentity: (_, certificate) => tls.checkServerIdentity(host, certificate),
});
const end = text => {
    console.log(text);
    process.exit(0);
};
request.on('response', response => end(String(response.statusCode)));
request.on('timeout', () => end('timeout'));
request.on('error', failure => end(`${failure.code}: ${failure.message}`));
request.end();
