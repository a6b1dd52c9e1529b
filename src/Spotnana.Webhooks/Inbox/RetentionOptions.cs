namespace Spotnana.Webhooks.Inbox;

/// <summary>The section <c>Inbox:Retention</c>: how long things are kept.</summary>
public sealed class RetentionOptions
{
    /// <summary>How long at least an id is kept to recognise duplicates (nothing is pruned yet, so that it is longer). Default 30 days; at least <c>Intake:TimestampTolerance</c>, at most 10 years.</summary>
    public TimeSpan Ids { get; set; } = TimeSpan.FromDays(30);
}
