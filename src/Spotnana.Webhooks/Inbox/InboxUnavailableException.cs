namespace Spotnana.Webhooks.Inbox;

/// <summary>The inbox cannot store anything for now; a later call may succeed. Nothing of the failed call is stored.</summary>
public sealed class InboxUnavailableException : Exception
{
    /// <summary>Makes the exception with a message for the operator.</summary>
    public InboxUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the operator and the failure behind it.</summary>
    public InboxUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
