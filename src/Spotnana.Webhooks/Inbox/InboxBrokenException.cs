namespace Spotnana.Webhooks.Inbox;

/// <summary>The inbox failed in such a way that only a restart is safe, since it reads back what is really on disk.</summary>
public sealed class InboxBrokenException : Exception
{
    /// <summary>Makes the exception with a message for the operator.</summary>
    public InboxBrokenException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message for the operator and the failure behind it.</summary>
    public InboxBrokenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
