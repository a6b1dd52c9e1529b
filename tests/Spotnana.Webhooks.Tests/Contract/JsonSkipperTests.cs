using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using CsCheck;
using Spotnana.Webhooks.Contract;

namespace Spotnana.Webhooks.Tests.Contract;

/// <summary>The skipper accepts what <see cref="Utf8JsonReader"/> accepts, neither more nor less.</summary>
public class JsonSkipperTests
{
    private static readonly Gen<string> _value = Gen.Recursive<string>((depth, value) => depth > 6
        ? Scalars
        : Gen.Frequency(
            (4, Scalars),
            (2, Gen.Select(value, White).Select((item, white) => white + item + white).Array[0, 4]
                .Select(items => $"[{string.Join(',', items)}]")),
            (3, Gen.Select(Texts, value, White).Select((name, item, white) => $"{white}{name}{white}:{white}{item}{white}").Array[0, 4]
                .Select(items => $"{{{string.Join(',', items)}}}"))));

    private static Gen<string> White => Gen.OneOf("", "", " ", "\n", "\r\n\t", "                 ", "\n                               ");

    private static Gen<string> Texts => Gen
        .Frequency(
            (8, Gen.Char["abcxyz 0189{}[]:,/é東"].Select(sign => sign.ToString())),
            (1, Gen.OneOf("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u00e9", "\\uD83D\\uDE00", "\\udc00", "\\ud800")))
        .Array[0, 40].Select(signs => $"\"{string.Concat(signs)}\"");

    private static Gen<string> Scalars => Gen.OneOf(
        Texts, Gen.OneOf("true", "false", "null", "0", "-0", "1", "-12", "0.5", "1e3", "1E+3", "-1.25e-30", new string('9', 400)));

    [Fact]
    public void Every_valid_value_is_skipped() =>
        _value.Sample(text => Assert.True(IsAccepted(Encoding.UTF8.GetBytes(text))), iter: 5000);

    [Fact]
    public void Every_valid_value_is_still_judged_alike_with_a_part_cut_out_or_doubled() =>
        Gen.Select(_value, Gen.Int[0, 10_000], Gen.Int[0, 3], Gen.Bool).Sample(
            (text, where, length, isDoubled) =>
            {
                var from = where % (text.Length + 1);
                var to = Math.Min(from + length, text.Length);
                AssertJudgedAlike(isDoubled ? text[..to] + text[from..] : text[..from] + text[to..]);
            },
            iter: 5000);

    [Fact]
    public void Every_short_series_of_tokens_is_judged_alike() =>
        ForEachSeries(["{", "}", "[", "]", ",", ":", "\"a\"", "1"], 5, AssertJudgedAlike);

    [Fact]
    public void Every_long_series_of_tokens_is_judged_alike() =>
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"a\"", "1", " ", "null", "{\"a\":1}", "[1,2]", "\"a\":", "{}", ",\"b\":").Array[0, 12]
            .Sample(tokens => AssertJudgedAlike(string.Concat(tokens)), iter: 5000);

    [Fact]
    public void Every_short_series_of_the_signs_of_a_number_is_judged_alike() =>
        ForEachSeries(["0", "1", "-", "+", ".", "e"], 5, text =>
        {
            AssertJudgedAlike(text);
            if (text.Length < 4)
                AssertJudgedAlike($"[{text},{text}E7]");
        });

    [Theory]
    [InlineData("01", false)]
    [InlineData("-01", false)]
    [InlineData("00", false)]
    [InlineData("-", false)]
    [InlineData("-0", true)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("1e", false)]
    [InlineData("1e+", false)]
    [InlineData("+1", false)]
    [InlineData("1e400", true)]
    [InlineData("0x1", false)]
    [InlineData("1_000", false)]
    [InlineData("NaN", false)]
    [InlineData("Infinity", false)]
    [InlineData("True", false)]
    [InlineData("tru", false)]
    [InlineData("truee", false)]
    [InlineData("nul", false)]
    [InlineData("fals", false)]
    [InlineData("'a'", false)]
    [InlineData("\"\\x\"", false)]
    [InlineData("\"\\u12\"", false)]
    [InlineData("\"\\ug000\"", false)]
    [InlineData("\"\\u00g0\"", false)]
    [InlineData("\"\\u000g\"", false)]
    [InlineData("\"\\u00Ff\"", true)]
    [InlineData("\"\\ud800\"", true)]
    [InlineData("\"\\", false)]
    [InlineData("\"\\\"", false)]
    [InlineData("\"", false)]
    [InlineData("", false)]
    [InlineData("[1,]", false)]
    [InlineData("[,1]", false)]
    [InlineData("[1 2]", false)]
    [InlineData("[1,,2]", false)]
    [InlineData("[1:2]", false)]
    [InlineData("{\"a\":1,}", false)]
    [InlineData("{\"a\":1 \"b\":2}", false)]
    [InlineData("{\"a\",1}", false)]
    [InlineData("{\"a\":}", false)]
    [InlineData("{a:1}", false)]
    [InlineData("{1:1}", false)]
    [InlineData("[1}", false)]
    [InlineData("{\"a\":1]", false)]
    [InlineData("[[]", false)]
    [InlineData("[]]", false)]
    [InlineData("[]/**/", false)]
    [InlineData("[1]\0", false)]
    [InlineData("\uFEFF[]", false)]
    public void A_value_is_judged_as_the_grammar_says(string text, bool isValid)
    {
        Assert.Equal(isValid, IsAccepted(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(isValid, IsAccepted(Encoding.UTF8.GetBytes($" {text}                ")));
    }

    [Fact]
    public void Every_byte_is_judged_alike_at_every_place_of_a_string_and_behind_a_backslash()
    {
        for (var length = 0; length < 50; length++)
        {
            var plain = Encoding.UTF8.GetBytes(new string('x', length));
            for (var value = 0; value < 128; value++)
            {
                Assert.Equal(value >= 32 && value is not '"' and not '\\', IsAccepted([(byte)'"', .. plain, (byte)value, (byte)'"']));
                IsAccepted([(byte)'"', .. plain, (byte)value, .. new string('y', 20).Select(sign => (byte)sign), (byte)'"']);
                if (length is 0 or 14 or 15 or 16 or 31)
                    IsAccepted([(byte)'[', (byte)'"', .. plain, (byte)'\\', (byte)value, .. "0aF9\",\"\"]"u8]);
            }
        }
    }

    [Fact]
    public void Every_sign_is_judged_alike_between_any_two_tokens()
    {
        string[] tokens = ["{", "\"a\"", ":", "[", "1", ",", "true", ",", "null", ",", "{", "}", "]", ",", "\"b\"", ":", "\"\"", "}"];
        for (var at = 0; at <= tokens.Length; at++)
        {
            foreach (var sign in Enumerable.Range(0, 128).Select(value => (char)value).Concat("\u0085\u00A0\u2028\u3000\uFEFF"))
            {
                foreach (var (before, behind) in new[] { ("", ""), (" ", ""), ("", " "), (new string(' ', 17), new string('\t', 33)) })
                {
                    var text = string.Concat(tokens[..at]) + before + sign + behind + string.Concat(tokens[at..]);
                    if (sign is ' ' or '\t' or '\n' or '\r')
                        Assert.True(IsAccepted(Encoding.UTF8.GetBytes(text)), text);
                    else
                        AssertJudgedAlike(text);
                }
            }
        }
    }

    [Theory]
    [InlineData("[", "", "]")]
    [InlineData("{\"a\":", "0", "}")]
    [InlineData("[{\"a\":[", "", "]}]")]
    [InlineData("[[],{}, {\"a\": ", "[]", "}]")]
    public void As_many_levels_are_skipped_as_are_allowed(string open, string inner, string close)
    {
        for (var count = 40; count <= 132; count++)
        {
            var text = string.Concat(Enumerable.Repeat(open, count)) + inner + string.Concat(Enumerable.Repeat(close, count));
            AssertJudgedAlike(text);

            // The innermost bracket that closes is left out, or of either kind
            var cut = text.Remove(text.Length - (close.Length * count), 1);
            AssertJudgedAlike(cut);
            AssertJudgedAlike(cut.Insert(text.Length - (close.Length * count), "}"));
            AssertJudgedAlike(cut.Insert(text.Length - (close.Length * count), "]"));
        }
    }

    [Fact]
    public void Levels_that_are_open_around_a_value_count()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 100) + new string(']', 100));

        Assert.Equal(200, JsonSkipper.Value(deep, 0, 28));
        Assert.Equal(JsonSkipper.Unsure, JsonSkipper.Value(deep, 0, 29));
    }

    private static void AssertJudgedAlike(string text) => IsAccepted(Encoding.UTF8.GetBytes(text));

    // Asserts that both judge alike
    private static bool IsAccepted(byte[] text)
    {
        if (!Utf8.IsValid(text))
            return false;
        var end = JsonSkipper.Value(text, JsonSkipper.White(text, 0), 0);
        var isAccepted = end >= 0 && JsonSkipper.White(text, end) == text.Length;
        if (isAccepted != IsAcceptedByReader(text))
            Assert.Fail($"The skipper {(isAccepted ? "accepts" : "refuses")}: {Encoding.UTF8.GetString(text)}");
        return isAccepted;
    }

    private static bool IsAcceptedByReader(byte[] text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void ForEachSeries(string[] parts, int length, Action<string> check, string start = "")
    {
        check(start);
        if (length == 0)
            return;
        foreach (var part in parts)
            ForEachSeries(parts, length - 1, check, start + part);
    }
}
