// C++: exceptions through many frames and destructors, virtual calls, templates, iostreams, containers, threads.
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

struct Shape {
	virtual ~Shape() = default;
	virtual double area() const = 0;
};
struct Square : Shape {
	double side;
	explicit Square(double s) : side(s) {}
	double area() const override { return side * side; }
};
struct Circle : virtual Shape {
	double radius;
	explicit Circle(double r) : radius(r) {}
	double area() const override { return 3.25 * radius * radius; }
};

struct Guard {
	std::string name;
	explicit Guard(std::string n) : name(std::move(n)) {}
	~Guard() { std::cout << "leave " << name << "\n"; }
};

static int descend(int depth)
{
	Guard guard("level " + std::to_string(depth));
	if (depth == 0)
		throw std::out_of_range("the bottom");
	try {
		return descend(depth - 1) + 1;
	} catch (const std::bad_alloc &) {
		return -1;
	}
}

int main()
{
	std::vector<std::unique_ptr<Shape>> shapes;
	for (int i = 1; i < 5; i++) {
		shapes.push_back(std::make_unique<Square>(i));
		shapes.push_back(std::make_unique<Circle>(i));
	}
	double total = 0;
	for (auto &s : shapes)
		total += s->area() + (dynamic_cast<Square *>(s.get()) ? 1 : 0);
	std::cout << total << "\n";
	try {
		descend(4);
	} catch (const std::exception &e) {
		std::cout << "caught " << e.what() << "\n";
	}
	try {
		std::cout << std::string("abc").at(5);
	} catch (const std::logic_error &e) {
		std::cout << "caught logic_error\n";
	}
	std::map<std::string, int> words;
	std::istringstream text("the quick brown fox jumps over the lazy dog the end");
	for (std::string w; text >> w;)
		words[w]++;
	for (auto &[word, n] : words)
		std::cout << word << ":" << n << " ";
	std::cout << "\n";
	std::string line;
	std::getline(std::cin, line);
	std::cout << line.size() << " " << std::hex << 255 << " " << std::fixed << 1.5 << "\n";
	std::vector<int> v(1000);
	for (unsigned i = 0; i < v.size(); i++)
		v[i] = i * 7919 % 1000;
	std::sort(v.begin(), v.end(), [](int a, int b) { return a > b; });
	std::cout << std::dec << v.front() << " " << v[500] << " " << v.back() << std::endl;
	throw 5;
}
