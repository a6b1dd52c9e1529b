namespace Spotnana.Webhooks.Inbox;

/// <summary>The words for the outcomes of attempts, as they are stored and shown.</summary>
public static class AttemptOutcome
{
    /// <summary>The handler is done with the delivery.</summary>
    public const string Completed = "completed";

    /// <summary>The attempt failed, and another one follows.</summary>
    public const string Retry = "retry";

    /// <summary>The attempt failed and was the last: the handling is a dead letter.</summary>
    public const string Dead = "dead";

    /// <summary>The attempt has no result: its process ended, or its lease ran out.</summary>
    public const string Lost = "lost";
}
