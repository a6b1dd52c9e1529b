using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>
/// Checks the certificates of HTTPS endpoints. The server's own messages do not name the setting, and it meets some problems only at the
/// first handshake.
/// </summary>
internal static class Certificates
{
    public static IEnumerable<string> Errors(IConfiguration configuration, IHostEnvironment environment)
    {
        foreach (var name in (string[])[Listener.Webhooks, Listener.Management])
        {
            var endpoint = configuration.GetSection($"Kestrel:Endpoints:{name}");
            if (endpoint["Url"]?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true
                && Error(configuration, environment, endpoint) is { } error)
                yield return error;
        }
    }

    private static string? Error(IConfiguration configuration, IHostEnvironment environment, IConfigurationSection endpoint)
    {
        var certificate = endpoint.GetSection("Certificate");
        if (!certificate.Exists())
            certificate = configuration.GetSection("Kestrel:Certificates:Default");
        // In Development the server has a certificate of its own. It checks one from a store or one chosen by host name itself.
        if (!certificate.Exists() && (environment.IsDevelopment() || endpoint.GetSection("Sni").Exists()))
            return null;
        if (certificate["Subject"] is { Length: > 0 })
            return null;

        var (path, keyPath, password) = (certificate["Path"], certificate["KeyPath"], certificate["Password"]);
        if (string.IsNullOrEmpty(path))
            return $"{endpoint.Path}:Certificate:Path is missing, while {endpoint.Path}:Url is https. "
                + $"Set it to the PEM file of the certificate, and {endpoint.Path}:Certificate:KeyPath to that of its key.";
        foreach (var (key, file) in new[] { ("Path", path), ("KeyPath", keyPath) })
        {
            if (!string.IsNullOrEmpty(file) && !File.Exists(Path.Combine(environment.ContentRootPath, file)))
                return $"{certificate.Path}:{key} is '{file}', but there is no such file. Set it to an existing file.";
        }

        try
        {
            using var loaded = Load(
                Path.Combine(environment.ContentRootPath, path),
                keyPath is null ? null : Path.Combine(environment.ContentRootPath, keyPath), password);
            return loaded.HasPrivateKey
                ? null
                : $"{certificate.Path}:Path holds no private key. Set {certificate.Path}:KeyPath to the key's PEM file.";
        }
        // A key that belongs to another certificate gives an ArgumentException.
        catch (Exception failure)
            when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            var fix = keyPath is null
                ? $"For PEM files set {certificate.Path}:KeyPath too; a PFX file needs {certificate.Path}:Password."
                : $"It must be a PEM file, and {certificate.Path}:KeyPath the file of its own key.";
            return $"{certificate.Path}:Path cannot be used: {failure.Message} {fix}";
        }
    }

    private static X509Certificate2 Load(string path, string? keyPath, string? password) => (keyPath, password) switch
    {
        (null, _) => X509CertificateLoader.LoadPkcs12FromFile(path, password),
        (_, null) => X509Certificate2.CreateFromPemFile(path, keyPath),
        _ => X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath),
    };
}
