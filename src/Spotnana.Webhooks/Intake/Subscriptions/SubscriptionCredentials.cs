using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.Signing;

namespace Spotnana.Webhooks.Intake.Subscriptions;

/// <summary>
/// All settings that one subscription's secrets and required headers come from. Which files and headers there are is fixed at start; their
/// contents are not.
/// </summary>
internal sealed class SubscriptionCredentials
{
    private readonly string _name;
    private readonly SecretSource<SigningSecret>[] _secrets;
    private readonly (string Header, SecretSource<SecretDigest> Values)[] _headers;
    private SubscriptionOptions? _options;
    private volatile CredentialSet _current = new([], []);

    public SubscriptionCredentials(string name, SubscriptionOptions options, SecretParser<SigningSecret> parseSecret)
    {
        _name = name;
        Key = $"{SubscriptionsOptions.Section}:{name}";
        _secrets =
        [
            Source($"{Key}:Secrets", ReadSecrets, parseSecret),
            .. options.SecretFiles.Select((path, i) => Source($"{Key}:SecretFiles:{i}", key => SecretText.OfLines(key, path), parseSecret)),
        ];
        _headers =
        [
            .. options.RequiredHeaders.Keys.Select(header => (header, Source<SecretDigest>(
                $"{Key}:RequiredHeaders:{header}", key => ReadHeader(key, header), RequiredHeader.ParseValue))),
            .. options.RequiredHeaderFiles.Select(file => (file.Key, Source<SecretDigest>(
                $"{Key}:RequiredHeaderFiles:{file.Key}", key => SecretText.OfLines(key, file.Value), RequiredHeader.ParseValue))),
        ];
    }

    /// <summary>The subscription's key: <c>Subscriptions:{name}</c>.</summary>
    public string Key { get; }

    /// <summary>What requests are checked against now.</summary>
    public CredentialSet Current => _current;

    /// <summary>Where secrets come from, in the order of their index: first the configuration's, then each file's lines.</summary>
    public IReadOnlyList<SecretSource<SigningSecret>> Secrets => _secrets;

    /// <summary>Which secret has which index, for an operator who reads an index in the log.</summary>
    public string SecretIndexes =>
        string.Join(", ", _secrets.SelectMany(source => source.InUse).Select((secret, i) => $"{i} is {secret.Name}"));

    public void Read(SubscriptionsOptions options)
    {
        _options = options.Subscriptions.GetValueOrDefault(_name);
        foreach (var source in _secrets)
            source.Read();
        foreach (var (_, values) in _headers)
            values.Read();
    }

    /// <summary>Takes into use what was read and is good.</summary>
    public IReadOnlyList<CredentialNews> Adopt()
    {
        IEnumerable<SecretNews?> all = [.. _secrets.Select(source => source.Adopt()), .. _headers.Select(header => header.Values.Adopt())];
        List<CredentialNews> news = [.. all.OfType<SecretNews>().Select(setting => new CredentialNews(this, setting))];
        if (news.Count > 0)
        {
            _current = new CredentialSet(
                [.. _secrets.SelectMany(source => source.InUse).Select(secret => secret.Value)],
                [.. _headers.Select(header => new RequiredHeader(header.Header, [.. header.Values.InUse.Select(held => held.Value)]))]);
        }

        return news;
    }

    // A slip in a secret must not stop deliveries.
    private static SecretSource<T> Source<T>(string key, Func<string, SecretText> read, SecretParser<T> parse)
        where T : class, IEquatable<T> => new(key, () => read(key), parse, SecretPolicy.KeepLastGood);

    private SecretText ReadSecrets(string key)
    {
        var secrets = _options?.Secrets ?? [];
        return secrets.Count > 0 || _secrets.Length > 1
            ? SecretText.OfList(key, secrets)
            : SecretText.Unreadable($"{key} is empty, and there are no SecretFiles: nothing could be verified. "
                + "Set the signing secret (whsec_…) that Spotnana showed when the subscription was created.");
    }

    private SecretText ReadHeader(string key, string header) => _options?.RequiredHeaders.TryGetValue(header, out var value) == true
        ? SecretText.OfValue(key, value)
        : SecretText.Unreadable($"{key} is missing. Set it again, or restart the service to do without it.");
}
