namespace Spotnana.Webhooks.Signing;

/// <summary>
/// The outcome of checking a delivery's signature. For logs and metrics only: the sender of the request must not learn it.
/// </summary>
public enum SignatureVerdict
{
    /// <summary>
    /// None of the signatures was made with one of the secrets over these bytes. Also the default: nothing is valid until it is checked.
    /// </summary>
    Mismatch = 0,

    /// <summary>One of the signatures was made with one of the secrets over these bytes.</summary>
    Valid,

    /// <summary>One of the three headers is absent or empty.</summary>
    Missing,

    /// <summary>One of the three headers appears more than once.</summary>
    Repeated,

    /// <summary>The id is longer than 256 characters, contains something other than printable ASCII, or consists of dots only.</summary>
    MalformedId,

    /// <summary>The timestamp is not 1 to 11 ASCII digits without a leading zero.</summary>
    MalformedTimestamp,

    /// <summary>None of the first 10 signatures is Base64 of 32 bytes, bare or after <c>v1,</c>.</summary>
    MalformedSignature,

    /// <summary>The timestamp is older than the tolerance.</summary>
    Stale,

    /// <summary>The timestamp is further ahead of the clock than the tolerance.</summary>
    Future,
}
