using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>The text of a key, from the settings or from its file.</summary>
internal static class KeyText
{
    private const int MinLength = 16;
    private const string Fix = "Set a long random one, such as openssl rand -hex 32 prints.";

    /// <param name="key">The entry's key in the settings, for the error.</param>
    /// <param name="options">The entry.</param>
    /// <param name="error">What is wrong and how to fix it, never the text; null when it can be used.</param>
    /// <returns>Null when it cannot be used.</returns>
    public static string? Read(string key, ManagementKeyOptions options, out string? error)
    {
        var content = Read(key, options);
        error = content.Error;
        if (error is not null)
            return null;

        var (name, text) = content.Entries[0];
        error = ErrorIn(text) is { } wrong ? $"{name} {wrong}" : null;
        return error is null ? text : null;
    }

    /// <summary>The present content, not checked yet.</summary>
    public static SecretText Read(string key, ManagementKeyOptions options) =>
        (string.IsNullOrEmpty(options.Key), string.IsNullOrEmpty(options.KeyFile)) switch
        {
            (true, true) => SecretText.Unreadable($"{key} has neither Key nor KeyFile. Set one of them."),
            (false, false) => SecretText.Unreadable($"{key} has both Key and KeyFile. Remove one of them."),
            (false, true) => SecretText.OfValue($"{key}:Key", options.Key!),
            (true, false) => SecretText.OfFile($"{key}:KeyFile", options.KeyFile!),
        };

    /// <inheritdoc cref="SecretParser{T}"/>
    public static string? Parse(string text, out SecretDigest? value)
    {
        var error = ErrorIn(text);
        value = error is null ? SecretDigest.Of(text) : null;
        return error;
    }

    private static string? ErrorIn(string text) =>
        text.Length < MinLength ? $"is shorter than {MinLength} characters. {Fix}"
        : text.Any(c => c is <= ' ' or > '~') ? $"holds spaces or characters outside ASCII, which a header cannot carry safely. {Fix}"
        : null;
}
