namespace Spotnana.Webhooks.Dispatch;

/// <summary>A handler, its durable name, and the deliveries that it takes.</summary>
/// <param name="Name">
/// Stored with each handling: 1 to 64 letters, digits, dots, dashes or underscores. Renaming a handler leaves its waiting handlings behind.
/// </param>
/// <param name="Filter">Selects the deliveries.</param>
/// <param name="Create">Makes the instance for one attempt from that attempt's service scope.</param>
public sealed record HandlerRegistration(string Name, EventFilter Filter, Func<IServiceProvider, IWebhookHandler> Create)
{
    /// <summary>
    /// The key under which its filter is configured, such as <c>Routes:expenses</c>; errors in the filter name it. Null, the default: the
    /// filter is in code.
    /// </summary>
    public string? SettingsKey { get; init; }

    /// <summary>How many deliveries it works on at once. Null, the default: <c>Dispatch:Concurrency</c>.</summary>
    public int? Concurrency { get; init; }

    /// <summary>How long one attempt may take. Null, the default: <c>Dispatch:HandlerTimeout</c>.</summary>
    public TimeSpan? Timeout { get; init; }
}
