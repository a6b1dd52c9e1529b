using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>The engine <c>Memory</c>, which is always there.</summary>
internal static class MemoryEngine
{
    public static InboxEngine Engine { get; } = new("Memory", services => new MemoryInbox(services.GetRequiredService<TimeProvider>()))
    {
        RemembersIdsFor = TimeSpan.FromMinutes(5),
    };
}
