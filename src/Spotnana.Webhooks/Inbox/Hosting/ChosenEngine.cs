using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The engine that <c>Inbox:Engine</c> names; where it is not set, the first one added that keeps what it stores.</summary>
internal sealed class ChosenEngine(IOptions<InboxOptions> options, IEnumerable<InboxEngine> engines)
{
    // Never null: the validator has found the engine before.
    public InboxEngine Engine { get; } = Find(options.Value, engines)!;

    /// <summary>How old a signed timestamp may be. A delivery whose id the engine may have forgotten could be a replay.</summary>
    public TimeSpan Tolerance(TimeSpan configured) => Engine.RemembersIdsFor is { } span && span < configured ? span : configured;

    /// <summary>Null where there is no such engine.</summary>
    public static InboxEngine? Find(InboxOptions options, IEnumerable<InboxEngine> engines) => string.IsNullOrEmpty(options.Engine)
        ? engines.FirstOrDefault(engine => engine.RemembersIdsFor is null)
        : engines.FirstOrDefault(engine => engine.Name.Equals(options.Engine, StringComparison.OrdinalIgnoreCase));
}
