using Microsoft.Extensions.DependencyInjection;

namespace Spotnana.Webhooks.Inbox.Memory;

/// <summary>The engine <c>Memory</c>, which every application has.</summary>
internal static class MemoryEngine
{
    public static InboxEngine Engine { get; } = new("Memory", services => new MemoryInbox(services.GetRequiredService<TimeProvider>()))
    {
        RemembersIdsFor = TimeSpan.FromMinutes(5),
    };
}
