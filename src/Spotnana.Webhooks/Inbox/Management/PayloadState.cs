namespace Spotnana.Webhooks.Inbox.Management;

/// <summary>Whether the body of a delivery is there.</summary>
public enum PayloadState
{
    /// <summary>There is no such delivery.</summary>
    NotFound,

    /// <summary>The body is there.</summary>
    Found,

    /// <summary>The delivery is there, but its body is not: it was pruned, erased, or never kept (skipped).</summary>
    Gone,
}
