namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The outcome of checking a delivery's signature. For logs and metrics only: whoever sent the request must not learn which it was.
/// </summary>
public enum SignatureVerdict
{
    /// <summary>
    /// No secret made any of the signatures over these bytes. Also the default: nothing is valid until it is shown to be.
    /// </summary>
    Mismatch = 0,

    /// <summary>A secret made one of the signatures over these bytes.</summary>
    Valid,

    /// <summary>One of the three headers is absent or empty.</summary>
    Missing,

    /// <summary>One of the three headers stands more than once.</summary>
    Repeated,

    /// <summary>The id is longer than 256 characters or holds something other than printable ASCII.</summary>
    MalformedId,

    /// <summary>The timestamp is not 1 to 11 ASCII digits without a leading zero.</summary>
    MalformedTimestamp,

    /// <summary>None of the first 10 signatures is Base64 of 32 bytes, bare or behind <c>v1,</c>.</summary>
    MalformedSignature,

    /// <summary>The timestamp is older than the tolerance.</summary>
    Stale,

    /// <summary>The timestamp is further ahead of the clock than the tolerance.</summary>
    Future,
}
