/** Answers of a time-stamp authority. */

/** What `openssl ts -reply` gave for SHA-256 of `a checkpoint of the tests\n`, with a certificate made for it. */
export const ANSWER = Buffer.from(
  'MIIB4zADAgEAMIIB2gYJKoZIhvcNAQcCoIIByzCCAccCAQMxDzANBglghkgBZQMEAgEFADBoBgsqhkiG9w0BCRABBKBZBFcwVQIBAQYEKgMEATAxMA0GCWCGSAFlAwQCAQUABCAXF86EUrHbXm66+tFUgdB5GJdQvLqVESWIAguZyDZCtQIBAhgPMjAyNjExMjQxMTE3MTdaMAMCAQExggFFMIIBQQIBATAxMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5AhQ91pwKAgVDd1QywBdiW9YWMJcTwTANBglghkgBZQMEAgEFAKCBpDAaBgkqhkiG9w0BCQMxDQYLKoZIhvcNAQkQAQQwHAYJKoZIhvcNAQkFMQ8XDTI2MTEyNDExMTcxN1owLwYJKoZIhvcNAQkEMSIEICdvBzB3OuDuATyzXyV9XFtbB2kb7c768dNUhhs4wrzmMDcGCyqGSIb3DQEJEAIvMSgwJjAkMCIEINLeFE2UdqsQ1ev4zMeMZEcHEy9TZLQ7lqa2eNR4G4QkMAoGCCqGSM49BAMCBEcwRQIhAKf/BJ4rikCstHaMkF2Sa2tVb4l0qRDEBfbWfpIM6r/9AiA1bHO/8UDWSnYFMCoZOV7BIIvoEAvimOpdDn5hH2tXpw==',
  'base64',
);

/** The same authority's refusal of an MD5 hash. */
export const REFUSAL = Buffer.from(
  'MDcwNQIBAjAsDCpNZXNzYWdlIGRpZ2VzdCBhbGdvcml0aG0gaXMgbm90IHN1cHBvcnRlZC4DAgeA',
  'base64',
);

/** Its answer for a SHA-512 hash. */
export const OTHER_HASH = Buffer.from(
  'MIICBDADAgEAMIIB+wYJKoZIhvcNAQcCoIIB7DCCAegCAQMxDzANBglghkgBZQMEAgEFADCBiAYLKoZIhvcNAQkQAQSgeQR3MHUCAQEGBCoDBAEwUTANBglghkgBZQMEAgMFAARAU3pzQUljCNCaPYO7CVEoEqZHOmYXwfI+7rzIW2kjd65lGZjxqJVdT+0K1Q9Xn0Z3AnTVbFVhR33ngSkVQFKMjQIBAxgPMjAyNjExMjQxMTE3MTdaMAMCAQExggFFMIIBQQIBATAxMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5AhQ91pwKAgVDd1QywBdiW9YWMJcTwTANBglghkgBZQMEAgEFAKCBpDAaBgkqhkiG9w0BCQMxDQYLKoZIhvcNAQkQAQQwHAYJKoZIhvcNAQkFMQ8XDTI2MTEyNDExMTcxN1owLwYJKoZIhvcNAQkEMSIEIIAzjz6YEl2h0NSLiraA7lp3X45Qw6SVLKOvOcgfCrsgMDcGCyqGSIb3DQEJEAIvMSgwJjAkMCIEINLeFE2UdqsQ1ev4zMeMZEcHEy9TZLQ7lqa2eNR4G4QkMAoGCCqGSM49BAMCBEcwRQIgJBDq9PamSpZaNnhDJEZl7f1z5Evs1UMhbp6auuwTdu0CIQCr9Oibd5Am4D44acPKbUQHcFK3iTdJzEyHDhrksN98bg==',
  'base64',
);

/** The answer with another hash in it: the authority's signature does not fit any more, which openssl would see. */
export function answerFor(sha256: Buffer): Buffer {
  const at = ANSWER.indexOf(Buffer.from('0420', 'hex')) + 2;
  return Buffer.concat([ANSWER.subarray(0, at), sha256, ANSWER.subarray(at + sha256.length)]);
}
