namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Whether the bytes of a delivery are there.</summary>
public enum PayloadState
{
    /// <summary>There is no such delivery.</summary>
    NotFound,

    /// <summary>They are there.</summary>
    Found,

    /// <summary>The delivery is there, its bytes are not: pruned, erased, or never kept (skipped).</summary>
    Gone,
}
