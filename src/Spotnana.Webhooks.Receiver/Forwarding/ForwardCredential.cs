using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver.Forwarding;

/// <returns>What is wrong with a text, without any part of it; null when it gave a value.</returns>
internal delegate string? CredentialParser<T>(string text, out T? value);

/// <summary>
/// One secret thing that requests go out with, from the settings or from a file. A file is read again for a request when the last look is a
/// second old: by content, because Kubernetes swaps files in ways that watchers miss. A content that cannot be used leaves the last good one in place.
/// </summary>
internal sealed class ForwardCredential<T>
    where T : class, IEquatable<T>
{
    private static readonly TimeSpan _lookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly string _key;
    private readonly string? _path;
    private readonly CredentialParser<T> _parse;
    private T? _good;
    private long? _lookedAt;

    private ForwardCredential(string key, string? path, string? text, CredentialParser<T> parse)
    {
        (_key, _path, _parse) = (key, path, parse);
        Error = path is null ? Take(key, text!, out _good) : Look(out _good);
    }

    /// <summary>What is wrong with the present content and the mend, without any part of it; null when it is good.</summary>
    public string? Error { get; private set; }

    public static ForwardCredential<T> OfSetting(string key, string text, CredentialParser<T> parse) => new(key, null, text, parse);

    public static ForwardCredential<T> OfFile(string key, string path, CredentialParser<T> parse) => new(key, path, null, parse);

    /// <summary>What is to be used now.</summary>
    public T Read(TimeProvider time, ILogger logger)
    {
        lock (_lock)
        {
            if (_path is not null && (_lookedAt is not { } lookedAt || time.GetElapsedTime(lookedAt) >= _lookAgainAfter))
            {
                _lookedAt = time.GetTimestamp();
                LookAgain(logger);
            }

            return _good!;
        }
    }

    private void LookAgain(ILogger logger)
    {
        var error = Look(out var found);
        if (error is not null && error != Error)
            ForwardingLog.Refused(logger, error);
        else if (error is null && (Error is not null || !found!.Equals(_good)))
            ForwardingLog.Taken(logger, _key);
        Error = error;
        _good = found ?? _good;
    }

    private string? Look(out T? value)
    {
        value = null;
        return SecretFile.Read(_key, _path!, out var text) ?? Take($"{_key} ({_path})", text, out value);
    }

    private string? Take(string name, string text, out T? value) => _parse(text.Trim(), out value) is { } error ? $"{name} {error}" : null;
}
