using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>
/// The keys of the management listener. Key files are read again when a caller comes and the last look is two seconds old: by content, because
/// Kubernetes swaps files in ways that watchers miss. A content that cannot be used leaves the last good key in place.
/// </summary>
internal sealed partial class KeyRing
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Entry[] _entries;
    private readonly TimeProvider _time;
    private readonly ILogger<KeyRing> _logger;
    private long _lookedAt;

    public KeyRing(IOptions<ManagementOptions> options, TimeProvider time, ILogger<KeyRing> logger)
    {
        (_time, _logger, _lookedAt) = (time, logger, time.GetTimestamp());
        _entries = [.. options.Value.Keys.Select(key => new Entry(key.Key, key.Value))];
        foreach (var entry in _entries)
            entry.Hash = Hash(KeyText.Read(SettingOf(entry.Name), entry.Options, out var error) ?? throw new OptionsValidationException(ManagementOptions.Section, typeof(ManagementOptions), [error!]));
    }

    public bool IsEmpty => _entries.Length == 0;

    public static string SettingOf(string name) => $"{ManagementOptions.Section}:Keys:{name}";

    /// <summary>Whose key this is; null for nobody's. Takes as long for either, and for each key.</summary>
    public ManagementCaller? Find(string presented)
    {
        LookAgain();
        var hash = Hash(presented);
        ManagementCaller? caller = null;
        foreach (var entry in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash))
                caller = entry.Caller;
        }

        return caller;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private void LookAgain()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_lookedAt) < LookAgainAfter)
                return;
            _lookedAt = _time.GetTimestamp();
            foreach (var entry in _entries.Where(entry => entry.Options.KeyFile is { Length: > 0 }))
                LookAgain(entry);
        }
    }

    private void LookAgain(Entry entry)
    {
        var text = KeyText.Read(SettingOf(entry.Name), entry.Options, out var error);
        var hash = text is null ? null : Hash(text);
        if (hash is not null && _entries.FirstOrDefault(other => other != entry && other.Hash.AsSpan().SequenceEqual(hash)) is { } other)
            error = $"{SettingOf(entry.Name)}:KeyFile now holds the key of {other.Name}. Give each name a key of its own.";

        if (error is not null && error != entry.Error)
            Log.KeptLastGood(_logger, error);
        entry.Error = error;
        if (error is not null || hash.AsSpan().SequenceEqual(entry.Hash))
            return;

        entry.Hash = hash!;
        Log.Changed(_logger, entry.Name);
    }

    private sealed class Entry(string name, ManagementKeyOptions options)
    {
        private volatile byte[] _hash = [];

        public string Name => name;

        public ManagementKeyOptions Options => options;

        public ManagementCaller Caller { get; } = new(name, options.Rights.Select(right => RightExtensions.Named(right)!.Value).ToHashSet());

        public byte[] Hash
        {
            get => _hash;
            set => _hash = value;
        }

        public string? Error { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The management key {Key} changed: its file has a new content.")]
        public static partial void Changed(ILogger logger, string key);

        [LoggerMessage(2, LogLevel.Warning, "{Error} Until then the last good key stays valid.")]
        public static partial void KeptLastGood(ILogger logger, string error);
    }
}
