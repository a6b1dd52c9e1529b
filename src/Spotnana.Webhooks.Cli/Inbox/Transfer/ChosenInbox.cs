using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Cli.Inbox.Transfer;

/// <summary>The inbox that a command works on itself, without a service.</summary>
/// <param name="Engine">Its engine.</param>
/// <param name="Place">Where it is, as it is told to the user.</param>
/// <param name="Options">The options that name it, for a command line.</param>
/// <param name="IsThere">False where opening it would make a new one.</param>
/// <param name="WhyNot">The message for when it cannot be opened now.</param>
/// <param name="Create">Makes the engine, unopened.</param>
/// <param name="Keys">The keys of its bodies.</param>
internal sealed record ChosenInbox(
    string Engine, string Place, string Options, bool IsThere, string WhyNot, Func<IInbox> Create, EncryptionKeys Keys)
{
    /// <summary>Opens it.</summary>
    /// <exception cref="InboxStartException">It cannot be used, or a service uses it.</exception>
    public async Task<IInbox> OpenAsync(CancellationToken cancellationToken)
    {
        var inbox = Create();
        try
        {
            return await inbox.TryOpenAsync(cancellationToken)
                ? inbox
                : throw new InboxStartException(WhyNot);
        }
        catch
        {
            await inbox.DisposeAsync();
            throw;
        }
    }
}
