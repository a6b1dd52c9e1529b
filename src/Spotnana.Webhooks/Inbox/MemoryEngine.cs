using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Inbox;

/// <summary>The engine <c>Memory</c>, which is always there.</summary>
internal static class MemoryEngine
{
    /// <summary>It forgets its ids at a restart, so that only a short tolerance stops a replay.</summary>
    public static readonly TimeSpan LongestTolerance = TimeSpan.FromMinutes(5);

    public static InboxEngine Engine { get; } = new("Memory", services => new MemoryInbox(services.GetRequiredService<TimeProvider>()));

    public static bool IsChosenBy(InboxOptions options) => options.Engine.Equals(Engine.Name, StringComparison.OrdinalIgnoreCase);
}
