namespace Spotnana.Webhooks.Signing;

/// <summary>The outcome of checking a bearer token. For logs and metrics only: the sender of the request must not learn it.</summary>
internal enum TokenVerdict
{
    /// <summary>None of the keys made it: it is forged, or another subscription's or client's. Also the default.</summary>
    Mismatch = 0,

    /// <summary>One of the keys made it, and it has not expired.</summary>
    Valid,

    /// <summary>There is no header <c>Authorization</c>.</summary>
    Missing,

    /// <summary>The header stands more than once, has another scheme, or holds no token of this form.</summary>
    Malformed,

    /// <summary>One of the keys made it, and its time is over.</summary>
    Expired,
}
