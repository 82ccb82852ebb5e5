import { request } from 'node:http';
const NOTHING = {
    headers: [],
    body: Buffer.alloc(0),
    bytes: 0,
    isCut: false,
    timings: {},
    isReused: false,
    notes: [],
};
/** One request over plain HTTP, as simply as Node makes it: what stands over a hop needs no more. */
export const plainHop = ({ url, method, headers, body, bodyLimit }, signal) => new Promise((resolve) => {
    const began = performance.now();
    const asked = request(url, { method, agent: false, signal, insecureHTTPParser: true });
    for (const [name, value] of headers)
        asked.setHeader(name, value);
    const fail = (error) => resolve({
        ...NOTHING,
        failure: { class: signal.aborted ? 'timeout' : 'reset', phase: 'wait', detail: error.message },
        timings: { wait: performance.now() - began },
    });
    asked.on('error', fail).on('response', (answer) => {
        const wait = performance.now() - began;
        const pieces = [];
        const raw = answer.rawHeaders;
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('error', fail).on('end', () => {
            const whole = Buffer.concat(pieces);
            resolve({
                ...NOTHING,
                status: answer.statusCode ?? 0,
                headers: raw.flatMap((name, i) => i % 2 === 0 ? [[name.toLowerCase(), raw[i + 1] ?? '']] : []),
                body: whole.subarray(0, bodyLimit),
                bytes: whole.length,
                isCut: whole.length > bodyLimit,
                timings: { wait, body: performance.now() - began - wait },
            });
        });
    });
    asked.end(body);
});
