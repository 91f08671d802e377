// The play view's own messages to the worker; web/protocol.ts joins them with the rest.
// Above: web/protocol.ts. Below: nothing.

export type PlayRequests = {};
