using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// The keys of <c>Management:Keys</c>. Key files are read again when a call comes and the last reading is two seconds old. A key whose file
/// is gone or cannot be used opens nothing until the file is good again, so removing the file revokes the key.
/// </summary>
internal sealed partial class KeyRing
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Entry[] _entries;
    private readonly SecretRefresh _refresh;
    private readonly SecretChanges _changes;
    private readonly ILogger<KeyRing> _logger;

    public KeyRing(IOptions<ManagementOptions> options, SecretChanges changes, TimeProvider time, ILogger<KeyRing> logger)
    {
        _entries = [.. options.Value.Keys.Select(key => new Entry(key.Key, key.Value))];
        _refresh = new SecretRefresh(LookAgainAfter, time, LookAgain);
        (_changes, _logger) = (changes, logger);

        // The validator has read them already, but a file may have changed since.
        Read();
        var errors = _entries.Select(entry => entry.Key.Adopt()).OfType<SecretNews>().SelectMany(news => news.Errors).ToList();
        if (errors.Count > 0)
            throw new OptionsValidationException(ManagementOptions.Section, typeof(ManagementOptions), errors);
    }

    /// <summary>Whether no key is configured. A revoked key counts: else revoking the last would open the API.</summary>
    public bool IsEmpty => _entries.Length == 0;

    public static string SettingOf(string name) => $"{ManagementOptions.Section}:Keys:{name}";

    /// <summary>The owner of a key; null for an unknown key. Takes the same time for every key, known or not.</summary>
    public ManagementCaller? Find(string presented)
    {
        _refresh.ReadIfOld();
        var digest = SecretDigest.Of(presented);
        ManagementCaller? caller = null;
        foreach (var entry in _entries)
        {
            foreach (var (_, key) in entry.Key.InUse)
            {
                if (key.Equals(digest))
                    caller = entry.Caller;
            }
        }

        return caller;
    }

    private void Read()
    {
        foreach (var entry in _entries)
            entry.Key.Read();
        RefuseShared();
    }

    /// <summary>
    /// Audit lines could not tell two names with one key apart. The key stays with the name that has it, or else goes to the first.
    /// </summary>
    private void RefuseShared()
    {
        var usable = _entries.Where(entry => entry.Key.Candidates.Count > 0);
        foreach (var same in usable.GroupBy(entry => entry.Key.Candidates[0].Value).ToList())
        {
            var owner = same.FirstOrDefault(entry => entry.Key.InUse.Any(held => held.Value.Equals(same.Key))) ?? same.First();
            foreach (var other in same.Where(entry => entry != owner))
                other.Key.Refuse($"{other.Key.Candidates[0].Name} now holds the key of {owner.Name}. Give each name a key of its own.");
        }
    }

    private void LookAgain()
    {
        Read();
        foreach (var entry in _entries)
        {
            var wasRevoked = entry.Key.InUse.Count == 0;
            if (entry.Key.Adopt() is not { } news)
                continue;
            _changes.Note("key.change", news);
            if (news.Errors.Count > 0)
                Log.Revoked(_logger, string.Join(' ', news.Errors));
            else if (wasRevoked)
                Log.Restored(_logger, entry.Name);
            else
                Log.Changed(_logger, entry.Name);
        }
    }

    private sealed class Entry(string name, ManagementKeyOptions options)
    {
        public string Name => name;

        public ManagementCaller Caller { get; } =
            new(name, options.Rights.Select(right => RightExtensions.Named(right)!.Value).ToHashSet());

        public SecretSource<SecretDigest> Key { get; } =
            new(SettingOf(name), () => KeyText.Read(SettingOf(name), options), KeyText.Parse, SecretPolicy.Revoke);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The management key {Key} changed: its file has new content.")]
        public static partial void Changed(ILogger logger, string key);

        [LoggerMessage(2, LogLevel.Warning, "{Error} Until then this key opens nothing.")]
        public static partial void Revoked(ILogger logger, string error);

        [LoggerMessage(3, LogLevel.Information, "The management key {Key} is valid again: its file can be used.")]
        public static partial void Restored(ILogger logger, string key);
    }
}
