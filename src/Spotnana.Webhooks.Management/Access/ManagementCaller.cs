namespace Spotnana.Webhooks.Management.Access;

/// <summary>The caller: a feature of the request once its key is known.</summary>
/// <param name="Name">The name of the key, for logs; <c>local</c> where no key is configured.</param>
/// <param name="Rights">What the caller may do.</param>
internal sealed record ManagementCaller(string Name, IReadOnlySet<Right> Rights);
