using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox.Keeping;

namespace Spotnana.Webhooks.Inbox.Hosting;

/// <summary>The keys that <c>Inbox:EncryptionKeyFile</c> names.</summary>
internal static class InboxKeys
{
    public const string Setting = $"{InboxOptions.Section}:{nameof(InboxOptions.EncryptionKeyFile)}";

    /// <returns>What is wrong with the file. Empty: nothing.</returns>
    public static IReadOnlyList<string> Read(InboxOptions options, out EncryptionKeys keys)
    {
        keys = EncryptionKeys.None;
        return options.EncryptionKeyFile.Length == 0 ? [] : EncryptionKeys.Read(Setting, options.EncryptionKeyFile, out keys);
    }

    public static EncryptionKeys Of(IServiceProvider services)
    {
        // The options were valid at start; should the file have changed since, nothing is stored in the clear.
        var errors = Read(services.GetRequiredService<IOptions<InboxOptions>>().Value, out var keys);
        return errors.Count == 0 ? keys : throw new InboxStartException(string.Join(' ', errors));
    }
}
